/*
 * A made-up machine for the doctor: a tree of /proc and /sys that a test changes file by file, and
 * the facts told beside it. As admitted, everything can be read and nothing is wrong.
 */
#ifndef TESTS_DOCTOR_PATIENT_H
#define TESTS_DOCTOR_PATIENT_H

#include "measure/doctor.h"
#include "unit/scratch_folder.h"

#define PATIENT_CPU "/sys/devices/system/cpu"

struct patient {
    char root[SCRATCH_PATH];
    struct br_doctor_facts facts;
    struct br_doctor_look before;
    struct br_doctor_findings findings;
};

/* Between the first look, taken on admission, and the next, so many clock ticks pass on each of two
 * CPUs, and the process that looks takes one CPU whole. */
#define PATIENT_TICKS 300

void patient_admit(struct patient *patient);
void patient_discharge(struct patient *patient);

void patient_write(const struct patient *patient, const char *path, const char *text);
void patient_remove(const struct patient *patient, const char *path);
/* /proc/<pid>/stat with user and system time and the start, in clock ticks. */
void patient_write_process(const struct patient *patient, int pid, const char *name, unsigned user,
                           unsigned system, unsigned started);
/* /proc/stat of two CPUs, clock ticks of both together. On admission: 1000, 9000, 50. */
void patient_write_cpu_time(const struct patient *patient, unsigned busy, unsigned idle,
                            unsigned steal);

/* Looks once more and examines. */
void patient_examine(struct patient *patient);
/* Examines and holds one finding to its state and to a part of its value. */
void patient_finds(struct patient *patient, const char *name, enum br_doctor_state state,
                   const char *part);

/* Gives every file of the tree this content. */
void patient_overwrite(const struct patient *patient, const char *text);

/* A file's content in an otherwise healthy tree, and what is then found; a text of NULL removes the
 * file. */
struct patient_expectation {
    const char *path, *text, *name;
    enum br_doctor_state state;
    const char *part;
};
void patient_hold(const struct patient_expectation *expectations, size_t count);

#define PATIENT_HOLD(...)                                                                          \
    patient_hold((const struct patient_expectation[]){__VA_ARGS__},                                \
                 sizeof((const struct patient_expectation[]){__VA_ARGS__}) /                       \
                     sizeof(struct patient_expectation))

#endif
