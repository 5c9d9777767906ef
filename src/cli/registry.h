/*
 * What this program knows by name: the explicit list of built-in workloads and modes.
 */
#ifndef BR_CLI_REGISTRY_H
#define BR_CLI_REGISTRY_H

#include "engine/registry.h"

extern const struct br_registry br_cli_registry;

#endif
