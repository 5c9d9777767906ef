/* Lacks a callback. */
#include "fault.h"

WORKLOAD(.process = NULL);
