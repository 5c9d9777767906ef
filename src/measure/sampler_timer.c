/*
 * Samples of CPU time by timers: each thread has one on its own CPU time, whose signal finds the
 * sampler in its value. The handler copies registers and stack; the kernel does the copying of the
 * stack (write(2)), because it can end in the middle where memory does.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "measure/sampler_private.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static void keep_registers(struct br_cpu_sample *sample, const mcontext_t *machine)
{
#if defined(__x86_64__)
    /* DWARF's order: ax dx cx bx si di bp sp, r8 to r15, ip. */
    static const int order[] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        sample->registers[i] = (uint64_t)machine->gregs[order[i]];
    sample->stack_pointer = (uint64_t)machine->gregs[REG_RSP];
    sample->program_counter = (uint64_t)machine->gregs[REG_RIP];
#elif defined(__aarch64__)
    for (size_t i = 0; i < 31; i++)
        sample->registers[i] = machine->regs[i];
    sample->registers[31] = machine->sp;
    sample->stack_pointer = machine->sp;
    sample->program_counter = machine->pc;
#else
    (void)sample, (void)machine;
#endif
}

static void on_signal(int number, siginfo_t *facts, void *context)
{
    int kept_errno = errno;
    struct br_sampler *sampler = facts->si_value.sival_ptr;
    const ucontext_t *interrupted = context;
    (void)number;
    if (facts->si_code == SI_TIMER && sampler != NULL) {
        struct br_cpu_sample *sample = br_sampler_keep(sampler, BR_SAMPLE_STACK);
        if (sample != NULL) {
            keep_registers(sample, &interrupted->uc_mcontext);
            sample->thread = (uint32_t)gettid();
            sample->in_kernel = 0;
            /* What lies above the end of the stack stays zero, and no unwinder goes there. */
            off_t at = (off_t)(sample->stack - sampler->store);
            /* NOLINTNEXTLINE(performance-no-int-to-ptr): registers are numbers */
            const void *stack = (const void *)(uintptr_t)sample->stack_pointer;
            /* Not by pwrite: a sanitizer would take the gaps between variables for an error. */
            long written =
                syscall(SYS_pwrite64, sampler->store_descriptor, stack, BR_SAMPLE_STACK, at);
            if (written < (long)BR_SAMPLE_STACK)
                memset(sample->stack + (written > 0 ? written : 0), 0,
                       BR_SAMPLE_STACK - (size_t)(written > 0 ? written : 0));
        }
    }
    errno = kept_errno;
}

int br_sampler_timer_open(struct br_sampler *sampler, struct br_error *error)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART};
    action.sa_sigaction = on_signal;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGPROF, &action, &sampler->former) != 0)
        return br_error_set(error, BR_ERROR_UNSUPPORTED, "SIGPROF cannot be caught (%s)",
                            strerror(errno));
    sampler->handler_set = true;
    /* Is there such a timer at all? */
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    timer_t timer;
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0)
        return br_error_set(error, errno == EPERM ? BR_ERROR_DENIED : BR_ERROR_UNSUPPORTED,
                            "neither perf events nor timers on CPU time can be had here (%s); "
                            "set kernel.perf_event_paranoid to 2 or less",
                            strerror(errno));
    timer_delete(timer);
    return 0;
}

void br_sampler_timer_join(struct br_sampler *sampler)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_value.sival_ptr = sampler;
    event.sigev_notify_thread_id = gettid();
    timer_t timer;
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) {
        atomic_fetch_add(&sampler->unseen, 1);
        return;
    }
    size_t at = atomic_fetch_add(&sampler->timer_count, 1);
    if (at < BR_SAMPLER_TIMERS) {
        sampler->timers[at] = timer;
        return;
    }
    atomic_fetch_sub(&sampler->timer_count, 1);
    atomic_fetch_add(&sampler->unseen, 1);
    timer_delete(timer);
}

void br_sampler_timer_switch(struct br_sampler *sampler, bool on)
{
    uint64_t period_ns = UINT64_C(1000000000) / sampler->rate_hz;
    struct timespec period = {.tv_sec = (time_t)(period_ns / 1000000000),
                              .tv_nsec = (long)(period_ns % 1000000000)};
    struct itimerspec setting = {0};
    if (on)
        setting = (struct itimerspec){.it_interval = period, .it_value = period};
    for (size_t i = 0; i < atomic_load(&sampler->timer_count); i++)
        timer_settime(sampler->timers[i], 0, &setting, NULL);
}

void br_sampler_timer_close(struct br_sampler *sampler)
{
    size_t count = atomic_exchange(&sampler->timer_count, 0);
    for (size_t i = 0; i < count; i++)
        timer_delete(sampler->timers[i]);
    if (sampler->handler_set)
        sigaction(SIGPROF, &sampler->former, NULL);
    sampler->handler_set = false;
}
