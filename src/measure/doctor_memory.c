/* Findings about memory: whether there is enough, and in which pages. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "measure/doctor_private.h"

/* ---- pressure ---- */

static const struct br_doctor_topic pressure_topic = {
    .name = "memory pressure",
    .effect = "Threads wait until memory is reclaimed, which shows as slow records at random.",
    .remedy = "Stop what takes the memory, or measure smaller --sizes."};

/* "some avg10=0.12 ...": percent of the last ten seconds in which a task waited for memory
 * (Documentation/accounting/psi.rst of the kernel). */
static void check_pressure(struct br_doctor *doctor)
{
    static const char key[] = "some avg10=";
    char *line = br_doctor_line(doctor->root, "/proc/pressure/memory");
    if (line == NULL || strncmp(line, key, sizeof key - 1) != 0) {
        br_doctor_add(doctor, &pressure_topic, BR_DOCTOR_UNKNOWN,
                      "/proc/pressure/memory cannot be read");
    } else {
        double percent = strtod(line + sizeof key - 1, NULL);
        br_doctor_add(doctor, &pressure_topic, br_doctor_grade(percent, 0.1, 5),
                      "tasks waited for memory %.1f %% of the last 10 s", percent);
    }
    free(line);
}

/* ---- memory left, swap ---- */

static const struct br_doctor_topic available_topic = {
    .name = "available memory",
    .effect = "With little left the kernel drops the input from its page cache, reclaims in the "
              "middle of records, and at last kills.",
    .remedy = "Stop what takes the memory, or measure smaller --sizes."};

static const char *format_kib(char *buffer, unsigned long long kib)
{
    return br_units_format_bytes(buffer, (double)kib * 1024);
}

static void check_available(struct br_doctor *doctor, const char *meminfo)
{
    unsigned long long total, available;
    char left[BR_UNITS_BUFFER], whole[BR_UNITS_BUFFER];
    if (!br_doctor_keyed(meminfo, "MemTotal:", &total) ||
        !br_doctor_keyed(meminfo, "MemAvailable:", &available) || total == 0) {
        br_doctor_add(doctor, &available_topic, BR_DOCTOR_UNKNOWN, "/proc/meminfo does not tell");
        return;
    }
    double used_share = 1 - (double)available / (double)total;
    br_doctor_add(doctor, &available_topic, br_doctor_grade(used_share, 0.9, 0.97), "%s of %s",
                  format_kib(left, available), format_kib(whole, total));
}

static const struct br_doctor_topic swap_topic = {
    .name = "swap",
    .effect = "A page that comes back from swap costs a disk access in the middle of a record.",
    .remedy = "Stop what used the memory, then empty swap as root: swapoff -a && swapon -a."};

/* Pages on the move are severe; pages parked there may be nobody's concern, so a little is ok. */
static enum br_doctor_state grade_swap(double used_share, bool moved)
{
    if (moved)
        return BR_DOCTOR_SEVERE;
    return used_share >= 0.01 ? BR_DOCTOR_WARNING : BR_DOCTOR_OK;
}

static void check_swap(struct br_doctor *doctor, const char *meminfo)
{
    unsigned long long memory, total, free_kib;
    char used[BR_UNITS_BUFFER];
    bool known = br_doctor_keyed(meminfo, "MemTotal:", &memory) &&
                 br_doctor_keyed(meminfo, "SwapTotal:", &total) &&
                 br_doctor_keyed(meminfo, "SwapFree:", &free_kib);
    bool moves_known = doctor->before->swap_known && doctor->after->swap_known;
    if (known && total == 0)
        br_doctor_add(doctor, &swap_topic, BR_DOCTOR_OK, "there is none");
    else if (!known || memory == 0 || free_kib > total || !moves_known)
        br_doctor_add(doctor, &swap_topic, BR_DOCTOR_UNKNOWN,
                      "/proc/meminfo and /proc/vmstat do not tell");
    else {
        uint64_t pages = doctor->after->swapped_pages - doctor->before->swapped_pages;
        br_doctor_add(doctor, &swap_topic,
                      grade_swap((double)(total - free_kib) / (double)memory, pages > 0),
                      "%s in use, %llu pages moved while looking",
                      format_kib(used, total - free_kib), (unsigned long long)pages);
    }
}

/* ---- huge pages ---- */

static const struct br_doctor_topic huge_topic = {
    .name = "transparent huge pages",
    .effect = "When they are always on, which memory gets one depends on what was free just then: "
              "rates and resident memory differ from process to process.",
    .remedy = "As root: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled."};

/* "always [madvise] never" */
static void check_huge_pages(struct br_doctor *doctor)
{
    char *line = br_doctor_line(doctor->root, "/sys/kernel/mm/transparent_hugepage/enabled");
    const char *chosen = line != NULL ? strchr(line, '[') : NULL;
    if (chosen == NULL)
        br_doctor_add(doctor, &huge_topic, BR_DOCTOR_UNKNOWN,
                      "/sys/kernel/mm/transparent_hugepage/enabled cannot be read");
    else
        br_doctor_add(doctor, &huge_topic,
                      strncmp(chosen, "[always]", 8) == 0 ? BR_DOCTOR_WARNING : BR_DOCTOR_OK,
                      "%.*s", (int)strcspn(chosen + 1, "]"), chosen + 1);
    free(line);
}

void br_doctor_check_memory(struct br_doctor *doctor)
{
    char *meminfo = br_doctor_text(doctor->root, "/proc/meminfo");
    check_pressure(doctor);
    check_available(doctor, meminfo);
    check_swap(doctor, meminfo);
    check_huge_pages(doctor);
    free(meminfo);
}
