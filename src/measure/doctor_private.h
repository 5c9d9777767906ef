/*
 * What the doctor's checks share. Private to src/measure/doctor*.c.
 */
#ifndef BR_MEASURE_DOCTOR_PRIVATE_H
#define BR_MEASURE_DOCTOR_PRIVATE_H

#include "measure/doctor.h"

struct br_doctor {
    const char *root;
    const struct br_doctor_facts *facts;
    const struct br_doctor_look *before, *after;
    struct br_doctor_findings *findings;
};

/* The words of a finding that do not depend on what was measured. */
struct br_doctor_topic {
    const char *name, *effect, *remedy;
};

void br_doctor_add(struct br_doctor *doctor, const struct br_doctor_topic *topic,
                   enum br_doctor_state state, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* WARNING from `warning` on, SEVERE from `severe` on. */
enum br_doctor_state br_doctor_grade(double value, double warning, double severe);

/* ---- small files under a root ---- */

/* First line; NULL when the file is missing or empty. free() it. */
char *br_doctor_line(const char *root, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The whole file; NULL when it cannot be read. free() it. */
char *br_doctor_text(const char *root, const char *path);
bool br_doctor_number(const char *root, const char *path, long long *number);
/* The number behind `key` at the start of a line of `text` (may be NULL), as in /proc/meminfo. */
bool br_doctor_keyed(const char *text, const char *key, unsigned long long *number);

/* CPUs of a kernel list such as "0-3,8" as a set of flags; false when it is none. */
#define BR_DOCTOR_CPUS 4096
bool br_doctor_cpu_list(const char *list, bool set[BR_DOCTOR_CPUS]);
/* CPUs this process may use; 0 unknown. */
size_t br_doctor_allowed(const char *root, bool set[BR_DOCTOR_CPUS]);

/* ---- the checks, by topic ---- */

void br_doctor_check_clock(struct br_doctor *doctor);  /* governor, turbo, core clock, ... */
void br_doctor_check_cpu(struct br_doctor *doctor);    /* SMT, quota, virtualisation, ASLR */
void br_doctor_check_noise(struct br_doctor *doctor);  /* steal, load, others, interruptions */
void br_doctor_check_memory(struct br_doctor *doctor); /* pressure, swap, huge pages */
void br_doctor_check_build(struct br_doctor *doctor);  /* build, allocator, counters */
void br_doctor_check_quota(struct br_doctor *doctor);

#endif
