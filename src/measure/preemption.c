/* Restartable sequences as a flag of preemption; see preemption.h. */
#include "measure/preemption.h"

#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#include <time.h>

/* The kernel checks that the four bytes before the abort address are the signature that was
 * registered; otherwise it kills the thread. Nothing here is ever executed: the section is one byte
 * of this object, so no instruction lies in it. */
struct section {
    struct rseq_cs descriptor;
    uint32_t signature;
    char abort_place[4];
    char empty_section[8];
};

static struct rseq *area_of_thread(void)
{
    if (__rseq_size == 0)
        return NULL;
    return (struct rseq *)(void *)((char *)__builtin_thread_pointer() + __rseq_offset);
}

static const struct section *section_of_program(void)
{
    static const struct section section = {
        .descriptor =
            {
                .start_ip = (uintptr_t)section.empty_section,
                .post_commit_offset = 1,
                .abort_ip = (uintptr_t)section.abort_place,
            },
        .signature = RSEQ_SIG,
    };
    return &section;
}

/* Seen, not assumed: going to sleep gives the CPU away, which must lower the flag. Now and then the
 * time is over before the thread has gone to sleep, so one attempt is not enough. */
static bool kernel_answers(struct br_preemption *preemption)
{
    struct timespec shortest = {.tv_nsec = 1};
    bool answered = false;
    for (int i = 0; i < 10 && !answered; i++) {
        nanosleep(&shortest, NULL);
        answered = br_preemption_happened(preemption);
    }
    return answered;
}

bool br_preemption_open(struct br_preemption *preemption)
{
    struct rseq *area = area_of_thread();
    *preemption = (struct br_preemption){0};
    if (area == NULL || (int32_t)area->cpu_id < 0 || area->rseq_cs != 0)
        return false;
    preemption->announced = (volatile uint64_t *)&area->rseq_cs;
    preemption->section = (uintptr_t)section_of_program();
    *preemption->announced = preemption->section;
    if (!kernel_answers(preemption))
        br_preemption_close(preemption);
    return preemption->announced != NULL;
}

#else /* a C library that registers no area */

bool br_preemption_open(struct br_preemption *preemption)
{
    *preemption = (struct br_preemption){0};
    return false;
}

#endif

void br_preemption_close(struct br_preemption *preemption)
{
    if (preemption->announced != NULL)
        *preemption->announced = 0;
    *preemption = (struct br_preemption){0};
}
