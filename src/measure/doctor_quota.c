/*
 * The CPU quota of the control groups this process is in: version 2's cpu.max and version 1's
 * cpu.cfs_quota_us (cgroups(7); Documentation/admin-guide/cgroup-v2.rst and
 * scheduler/sched-bwc.rst of the kernel). The tightest on the way up to the root holds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/doctor_private.h"

#define CGROUPS "/sys/fs/cgroup"

static const struct br_doctor_topic quota_topic = {
    .name = "CPU quota",
    .effect = "Once the quota of a period is used up every thread stands still until the next one: "
              "rates are capped, and latencies get gaps as long as the rest of the period.",
    .remedy = "Take the quota away (docker run without --cpus, systemd without CPUQuota=, no CPU "
              "limit in the pod), or use fewer threads than it allows."};

struct quota {
    const char *root;
    bool told;   /* at least one hierarchy could be read */
    bool any;    /* there is a quota */
    double cpus; /* the tightest, in CPUs */
};

static void take_quota(struct quota *quota, double cpus)
{
    if (!quota->any || cpus < quota->cpus)
        quota->cpus = cpus;
    quota->any = true;
}

/* cpu.max: "max 100000" or "150000 100000". */
static void read_version_2(struct quota *quota, const char *folder)
{
    char *line = br_doctor_line(quota->root, "%s/cpu.max", folder);
    double allowed_us, period_us;
    if (line != NULL)
        quota->told = true;
    if (line != NULL && sscanf(line, "%lf %lf", &allowed_us, &period_us) == 2 && period_us > 0)
        take_quota(quota, allowed_us / period_us);
    free(line);
}

/* A quota of -1 is none. */
static void read_version_1(struct quota *quota, const char *folder)
{
    char *allowed = br_doctor_line(quota->root, "%s/cpu.cfs_quota_us", folder);
    char *period = br_doctor_line(quota->root, "%s/cpu.cfs_period_us", folder);
    if (allowed != NULL && period != NULL) {
        double allowed_us = strtod(allowed, NULL), period_us = strtod(period, NULL);
        quota->told = true;
        if (allowed_us > 0 && period_us > 0)
            take_quota(quota, allowed_us / period_us);
    }
    free(allowed);
    free(period);
}

/* From the group up to the root of its hierarchy. Inside a container the path may be the host's
 * and not exist here; the root does. */
static void walk_up(struct quota *quota, const char *base, const char *path,
                    void (*read)(struct quota *quota, const char *folder))
{
    char *folder = br_string_format("%s%s", base, path);
    size_t base_size = strlen(base);
    for (;;) {
        read(quota, folder);
        char *slash = strrchr(folder + base_size, '/');
        if (slash == NULL)
            break;
        *slash = '\0';
    }
    free(folder);
}

static bool has_word(const char *list, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = list; *at != '\0'; at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (length == size && strncmp(at, word, size) == 0)
            return true;
        at += length;
    }
    return false;
}

/* The root group of version 2 has no cpu.max: where its controllers can be read, no file means no
 * quota. */
static void look_at_version_2(struct quota *quota, const char *path)
{
    static const char *const bases[] = {CGROUPS, CGROUPS "/unified"};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        char *controllers = br_doctor_line(quota->root, "%s/cgroup.controllers", bases[i]);
        quota->told = quota->told || (controllers != NULL && strstr(controllers, "cpu") != NULL);
        free(controllers);
        walk_up(quota, bases[i], path, read_version_2);
    }
}

static void look_at_version_1(struct quota *quota, const char *controllers, const char *path)
{
    char *base = br_string_format(CGROUPS "/%s", controllers);
    walk_up(quota, base, path, read_version_1);
    free(base);
    if (strcmp(controllers, "cpu") != 0)
        walk_up(quota, CGROUPS "/cpu", path, read_version_1);
}

/* A line of /proc/self/cgroup: "ID:controllers:/path"; version 2 names no controllers. */
static void look_at_group(struct quota *quota, char *line)
{
    char *controllers = strchr(line, ':');
    char *path = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (path == NULL)
        return;
    *path++ = '\0';
    controllers++;
    if (controllers[0] == '\0')
        look_at_version_2(quota, path);
    else if (has_word(controllers, "cpu"))
        look_at_version_1(quota, controllers, path);
}

static void look_at_groups(struct quota *quota)
{
    char *groups = br_doctor_text(quota->root, "/proc/self/cgroup");
    char *rest = NULL;
    for (char *line = groups != NULL ? strtok_r(groups, "\n", &rest) : NULL; line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        look_at_group(quota, line);
    free(groups);
}

void br_doctor_check_quota(struct br_doctor *doctor)
{
    bool allowed[BR_DOCTOR_CPUS];
    struct quota quota = {.root = doctor->root};
    size_t cpus = br_doctor_allowed(doctor->root, allowed);
    look_at_groups(&quota);
    if (!quota.told)
        br_doctor_add(doctor, &quota_topic, BR_DOCTOR_UNKNOWN,
                      "the control groups of this process cannot be read");
    else if (!quota.any)
        br_doctor_add(doctor, &quota_topic, BR_DOCTOR_OK, "none");
    else
        br_doctor_add(doctor, &quota_topic,
                      cpus > 0 && quota.cpus >= (double)cpus ? BR_DOCTOR_OK : BR_DOCTOR_SEVERE,
                      "%.2f CPUs, with %zu usable", quota.cpus, cpus);
}
