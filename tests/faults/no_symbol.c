/* A library that is no plug-in. */
#include "fault.h"

int benchrun_workloads = 1;
