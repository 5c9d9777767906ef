/* Reading the environment of a run; see environment.h. */
#include "engine/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/os.h"
#include "engine/findings.h"
#include "engine/repository.h"
#include "optional_parts.h"
#include "measure/allocation.h"
#include "measure/machine.h"
#include "provenance.h"

#if BR_HAS_DW
#include <elfutils/libdwfl.h>
#endif
#if BR_HAS_ZSTD
#include <zstd.h>
#endif

#define CALIBRATION_NS 200000000u
#define FLOOR_NS 250000000u

static void add_library(struct br_environment *environment, const char *name, const char *version)
{
    struct br_library *library = br_list_append(&environment->libraries, sizeof *library);
    library->name = br_string_copy(name);
    library->version = br_string_copy(version);
}

void br_environment_add_libraries(struct br_environment *environment,
                                  const struct br_workload *workload)
{
    for (size_t i = 0; workload->libraries != NULL && workload->libraries[i] != NULL; i++) {
        const char *line = workload->libraries[i];
        const char *space = strrchr(line, ' ');
        char *name = space != NULL ? br_string_format("%.*s", (int)(space - line), line)
                                   : br_string_copy(line);
        add_library(environment, name, space != NULL ? space + 1 : NULL);
        free(name);
    }
}

void br_environment_read_build(struct br_environment *environment)
{
    char version[64];
    char settings[512];
    environment->benchrun_version = br_string_copy(BR_VERSION);
    environment->benchrun_commit = br_string_copy(BR_COMMIT);
    environment->benchrun_dirty = BR_DIRTY;
    environment->compiler = br_string_copy(BR_COMPILER);
    environment->compiler_flags = br_string_copy(BR_C_FLAGS);
    environment->build_type = br_string_copy(BR_BUILD_TYPE);
    if (BR_SANITIZE[0] != '\0')
        environment->sanitizer = br_string_copy(BR_SANITIZE);
    add_library(environment, "cJSON (profiles)", cJSON_Version());
    add_library(environment, "zlib", zlibVersion());
#if BR_HAS_ZSTD
    add_library(environment, "Zstandard", ZSTD_versionString());
#endif
#if BR_HAS_DW
    add_library(environment, "libdw (elfutils)", dwfl_version(NULL));
#endif
    char *xxhash = br_string_format("%u.%u.%u", XXH_versionNumber() / 10000,
                                    XXH_versionNumber() / 100 % 100, XXH_versionNumber() % 100);
    add_library(environment, "xxHash", xxhash);
    free(xxhash);
    if (br_allocation_describe(version, sizeof version, settings, sizeof settings)) {
        environment->jemalloc_version = br_string_copy(version);
        environment->jemalloc_settings = br_string_copy(settings);
    }
}

static void read_machine(struct br_environment *environment)
{
    struct br_machine machine = {0};
    br_machine_read(&machine);
    environment->hostname = machine.hostname;
    environment->cpu_model = machine.cpu_model;
    environment->caches = machine.caches;
    environment->governor = machine.governor;
    environment->kernel = machine.kernel;
    environment->os = machine.os;
    environment->virtualisation = machine.virtualisation;
    environment->clock_source = machine.clock_source;
    environment->cpus_online = machine.cpus_online;
    environment->cpus_allowed = machine.cpus_allowed;
    environment->memory_bytes = machine.memory_bytes;
    free(machine.tsc_flags);
}

static void read_clocks(struct br_environment *environment)
{
    struct br_clock_rate rate;
    const char *reason = NULL;
    br_clock_calibrate(CALIBRATION_NS, &rate, &reason);
    environment->tick_source = br_string_copy(br_clock_source_name(rate.source));
    environment->ticks_per_ns = rate.ticks_per_ns;
    environment->tick_rate_spread = rate.spread;
    environment->tick_warning = br_string_copy(reason);
}

static void read_floor(struct br_environment *environment, uint64_t listen_ns,
                       struct br_machine_floor *floor)
{
    br_findings_read(environment, listen_ns, floor);
    environment->floor_gaps_per_s = floor->gaps_per_s;
    environment->floor_gap_ns_p50 = floor->gap_ns_p50;
    environment->floor_gap_ns_p99 = floor->gap_ns_p99;
    environment->floor_gap_ns_max = floor->gap_ns_max;
    environment->floor_lost_share = floor->lost_share;
}

static void read_load(struct br_environment *environment)
{
    double load[1] = {0};
    if (getloadavg(load, 1) == 1)
        environment->load_average = load[0];
}

static void read_allocator(struct br_environment *environment)
{
    const char *reason = NULL;
    bool in_effect = br_allocation_in_effect(&reason);
    br_figure_set(&environment->jemalloc_in_effect,
                  in_effect ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED, in_effect ? 1 : 0,
                  "thread.allocated", in_effect ? NULL : reason);
}

/* NULL where the file cannot be read. */
char *br_environment_digest_file(const char *path)
{
    struct br_map map;
    if (path == NULL || br_os_map_file(path, false, &map, NULL) < 0)
        return NULL;
    char *digest =
        br_string_format("xxh3:%016llx", (unsigned long long)XXH3_64bits(map.data, map.size));
    br_os_unmap(&map);
    return digest;
}

static void read_digests(struct br_environment *environment, const char *plugin)
{
    char *executable = br_os_executable();
    environment->executable_digest = br_environment_digest_file(executable);
    environment->workload_digest = br_environment_digest_file(plugin);
    free(executable);
}

void br_environment_read(struct br_environment *environment, const struct br_workload *workload,
                         const char *plugin)
{
    struct br_machine_floor floor;
    read_load(environment);
    read_machine(environment);
    br_environment_read_build(environment);
    if (workload != NULL)
        br_environment_add_libraries(environment, workload);
    read_allocator(environment);
    br_repository_read(&environment->commit, &environment->dirty);
    read_digests(environment, plugin);
    read_clocks(environment);
    read_floor(environment, FLOOR_NS, &floor);
}

void br_environment_diagnose(struct br_environment *environment, uint64_t listen_ns,
                             struct br_machine_floor *floor)
{
    read_load(environment);
    read_machine(environment);
    br_environment_read_build(environment);
    read_allocator(environment);
    read_clocks(environment);
    read_floor(environment, listen_ns, floor);
}
