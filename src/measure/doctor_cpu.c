/* Findings about the processors: what they share, who owns them, how memory is laid out on them. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/doctor_private.h"

/* ---- SMT ---- */

static const struct br_doctor_topic smt_topic = {
    .name = "SMT siblings",
    .effect = "Two threads on one core share its execution units and caches: each is slower than "
              "alone, and scaling over threads looks worse than over cores.",
    .remedy = "Give the run one CPU of each core (taskset -c LIST), or switch SMT off as root: "
              "echo off > /sys/devices/system/cpu/smt/control."};

struct smt {
    size_t told;   /* allowed CPUs whose siblings are known */
    size_t shared; /* ... that share their core with another CPU, allowed or not */
    char *example; /* the first such list of siblings */
};

static void look_at_siblings(const char *root, size_t cpu, struct smt *smt)
{
    bool siblings[BR_DOCTOR_CPUS];
    char *list =
        br_doctor_line(root, "/sys/devices/system/cpu/cpu%zu/topology/thread_siblings_list", cpu);
    size_t count = 0;
    if (list != NULL && br_doctor_cpu_list(list, siblings)) {
        smt->told++;
        for (size_t other = 0; other < BR_DOCTOR_CPUS; other++)
            count += siblings[other];
    }
    smt->shared += count > 1;
    if (count > 1 && smt->example == NULL)
        smt->example = list;
    else
        free(list);
}

static void check_smt(struct br_doctor *doctor)
{
    bool allowed[BR_DOCTOR_CPUS];
    struct smt smt = {0};
    size_t count = br_doctor_allowed(doctor->root, allowed);
    for (size_t cpu = 0; count > 0 && cpu < BR_DOCTOR_CPUS; cpu++)
        if (allowed[cpu])
            look_at_siblings(doctor->root, cpu, &smt);
    if (smt.shared > 0)
        br_doctor_add(doctor, &smt_topic, BR_DOCTOR_WARNING,
                      "%zu of %zu usable CPUs share a core with another, such as %s", smt.shared,
                      count, smt.example);
    else if (count == 0 || smt.told < count)
        br_doctor_add(doctor, &smt_topic, BR_DOCTOR_UNKNOWN,
                      "the kernel does not tell which CPUs share a core");
    else
        br_doctor_add(doctor, &smt_topic, BR_DOCTOR_OK, "none among %zu usable CPU%s", count,
                      count == 1 ? "" : "s");
    free(smt.example);
}

/* ---- virtualisation ---- */

static const struct br_doctor_topic virtual_topic = {
    .name = "virtualisation",
    .effect = "The host and its other guests act on the figures without being seen from here.",
    .remedy = "Publish figures from real hardware; compare only runs made on the same machine, in "
              "turn."};

static void check_virtualisation(struct br_doctor *doctor)
{
    struct br_machine machine;
    br_machine_read_at(doctor->root, &machine);
    if (machine.virtualisation == NULL)
        br_doctor_add(doctor, &virtual_topic, BR_DOCTOR_UNKNOWN,
                      "the CPU's flags cannot be read in /proc/cpuinfo");
    else
        br_doctor_add(doctor, &virtual_topic,
                      strcmp(machine.virtualisation, "none") == 0 ? BR_DOCTOR_OK
                                                                  : BR_DOCTOR_WARNING,
                      "%s", machine.virtualisation);
    br_machine_release(&machine);
}

/* ---- battery ---- */

static const struct br_doctor_topic battery_topic = {
    .name = "battery",
    .effect = "On battery the firmware lowers the core clock, and may change it at any moment.",
    .remedy = "Plug the machine in."};

static char *supply_line(const char *root, const char *supply, const char *file)
{
    return br_doctor_line(root, "/sys/class/power_supply/%s/%s", supply, file);
}

/* The status of a battery that powers the machine: "Charging", "Discharging", ...; NULL when this
 * supply is none (the battery of a mouse has the scope "Device"). */
static char *battery_status(const char *root, const char *supply)
{
    char *type = supply_line(root, supply, "type");
    char *scope = supply_line(root, supply, "scope");
    bool powers_machine = type != NULL && strcmp(type, "Battery") == 0 &&
                          (scope == NULL || strcmp(scope, "Device") != 0);
    char *status = powers_machine ? supply_line(root, supply, "status") : NULL;
    if (powers_machine && status == NULL)
        status = br_string_copy("Unknown");
    free(type);
    free(scope);
    return status;
}

/* The gravest of two states of batteries: one that is emptied counts. */
static char *graver_status(char *left, char *right)
{
    bool keep_left =
        right == NULL || (left != NULL && strcmp(left, "Discharging") == 0) ||
        (left != NULL && strcmp(left, "Unknown") == 0 && strcmp(right, "Discharging") != 0);
    free(keep_left ? right : left);
    return keep_left ? left : right;
}

static enum br_doctor_state grade_status(const char *status)
{
    if (strcmp(status, "Discharging") == 0)
        return BR_DOCTOR_WARNING;
    return strcmp(status, "Unknown") == 0 ? BR_DOCTOR_UNKNOWN : BR_DOCTOR_OK;
}

static void check_battery(struct br_doctor *doctor)
{
    char *path = br_string_format("%s/sys/class/power_supply", doctor->root);
    DIR *folder = opendir(path);
    char *status = NULL;
    free(path);
    if (folder == NULL) {
        br_doctor_add(doctor, &battery_topic, BR_DOCTOR_UNKNOWN,
                      "there is no /sys/class/power_supply");
        return;
    }
    /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            status = graver_status(status, battery_status(doctor->root, entry->d_name));
    closedir(folder);
    if (status == NULL)
        br_doctor_add(doctor, &battery_topic, BR_DOCTOR_OK, "none");
    else
        br_doctor_add(doctor, &battery_topic, grade_status(status), "%s", status);
    free(status);
}

/* ---- ASLR ---- */

static const struct br_doctor_topic aslr_topic = {
    .name = "ASLR",
    .effect = "Without it every process repeats the same accident of memory layout, and the "
              "interval over processes comes out too narrow.",
    .remedy = "Run without setarch -R; as root: sysctl kernel.randomize_va_space=2."};

enum { ADDR_NO_RANDOMIZE_BIT = 0x0040000 }; /* personality(2) */

static void check_aslr(struct br_doctor *doctor)
{
    long long level;
    char *personality = br_doctor_line(doctor->root, "/proc/self/personality");
    bool off_here =
        personality != NULL && (strtoul(personality, NULL, 16) & ADDR_NO_RANDOMIZE_BIT) != 0;
    free(personality);
    if (!br_doctor_number(doctor->root, "/proc/sys/kernel/randomize_va_space", &level))
        br_doctor_add(doctor, &aslr_topic, BR_DOCTOR_UNKNOWN,
                      "kernel.randomize_va_space cannot be read");
    else if (off_here)
        br_doctor_add(doctor, &aslr_topic, BR_DOCTOR_WARNING, "off for this process");
    else
        br_doctor_add(doctor, &aslr_topic, level == 2 ? BR_DOCTOR_OK : BR_DOCTOR_WARNING,
                      "kernel.randomize_va_space is %lld", level);
}

void br_doctor_check_cpu(struct br_doctor *doctor)
{
    check_smt(doctor);
    check_virtualisation(doctor);
    check_battery(doctor);
    check_aslr(doctor);
}
