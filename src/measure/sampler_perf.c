/*
 * Samples of CPU time by perf_event_open(2): one event and one ring per CPU, inherited by the
 * threads that are started later, as perf record does it. The records are laid out as the manual
 * page says for PERF_SAMPLE_IP | TID | REGS_USER | STACK_USER.
 */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#include "base/os.h"
#include "measure/sampler_private.h"

/* 512 KiB and a page per CPU are what kernel.perf_event_mlock_kb lets any user lock. */
#define RING_BYTES ((size_t)512 << 10)
#define WAKE_BYTES (128u << 10)
#define DRAIN_MS 25
#define CPU_LIMIT 4096u

#if defined(__x86_64__)
/* The kernel's numbers (asm/perf_regs.h) of DWARF's registers 0 to 16: ax dx cx bx si di bp sp,
 * r8 to r15, ip. */
static const unsigned char kernel_register[] = {0,  3,  2,  1,  4,  5,  6,  7, 16,
                                                17, 18, 19, 20, 21, 22, 23, 8};
#define STACK_POINTER 7
#define PROGRAM_COUNTER 16
#elif defined(__aarch64__)
/* x0 to x30, sp, pc: the same numbers. */
static const unsigned char kernel_register[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                                11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                                22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
#define STACK_POINTER 31
#define PROGRAM_COUNTER 32
#else
static const unsigned char kernel_register[] = {0};
#define STACK_POINTER 0
#define PROGRAM_COUNTER 0
#endif
#define REGISTERS (sizeof kernel_register)

static uint64_t register_mask(void)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < REGISTERS; i++)
        mask |= UINT64_C(1) << kernel_register[i];
    return mask;
}

/* ---- opening ---- */

static int open_event(const struct br_sampler *sampler, pid_t thread, int cpu)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_SW_CPU_CLOCK,
        .sample_period = UINT64_C(1000000000) / sampler->rate_hz, /* this event counts ns */
        .sample_type =
            PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
        .sample_regs_user = register_mask(),
        .sample_stack_user = BR_SAMPLE_STACK,
        .disabled = 1,
        .inherit = 1,
        .watermark = 1,
        .wakeup_watermark = WAKE_BYTES,
        .exclude_kernel = !sampler->kernel_seen,
        .exclude_hv = 1,
    };
    long descriptor =
        syscall(SYS_perf_event_open, &attributes, thread, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

static int explain(int failure, struct br_error *error)
{
    if (failure == -EACCES || failure == -EPERM)
        return br_error_set(error, BR_ERROR_DENIED,
                            "perf_event_open is forbidden; set kernel.perf_event_paranoid to 2 or "
                            "less, or allow it in the container's seccomp profile");
    return br_error_set(error, BR_ERROR_UNSUPPORTED,
                        "CPU time cannot be sampled by perf on this machine (%s)",
                        strerror(-failure));
}

static int open_ring(struct br_sampler *sampler, int cpu, struct br_error *error)
{
    struct br_sampler_ring *ring = &sampler->rings[sampler->ring_count];
    int descriptor = open_event(sampler, 0, cpu);
    if (descriptor == -EACCES && sampler->kernel_seen) {
        sampler->kernel_seen = false; /* ordinary users see user space only */
        descriptor = open_event(sampler, 0, cpu);
    }
    if (descriptor < 0)
        return explain(descriptor, error);
    ring->descriptor = descriptor;
    ring->ring_size = RING_BYTES;
    sampler->ring_count++;
    /* Whoever has locked memory already gets a smaller ring, and the drainer more to do. */
    do {
        ring->pages = mmap(NULL, ring->ring_size + br_os_page_size(), PROT_READ | PROT_WRITE,
                           MAP_SHARED, descriptor, 0);
        if (ring->pages != MAP_FAILED)
            return 0;
        ring->ring_size /= 2;
    } while (errno == EPERM && ring->ring_size >= WAKE_BYTES);
    int failure = -errno;
    ring->pages = NULL;
    return br_error_set(error, BR_ERROR_DENIED,
                        "the buffer for samples cannot be mapped (%s); raise "
                        "kernel.perf_event_mlock_kb",
                        strerror(-failure));
}

/* Threads that are there already, but the calling one and the drainer, write into the same rings.
 */
static void add_thread(struct br_sampler *sampler, pid_t thread, const int *cpus)
{
    for (size_t i = 0; i < sampler->ring_count; i++) {
        int descriptor = open_event(sampler, thread, cpus[i]);
        int *others = realloc(sampler->others, (sampler->other_count + 1) * sizeof *others);
        if (others != NULL)
            sampler->others = others;
        if (descriptor < 0 || others == NULL ||
            ioctl(descriptor, PERF_EVENT_IOC_SET_OUTPUT, sampler->rings[i].descriptor) != 0) {
            if (descriptor >= 0)
                close(descriptor);
            return;
        }
        sampler->others[sampler->other_count++] = descriptor;
    }
}

static void add_threads(struct br_sampler *sampler, const int *cpus)
{
    DIR *folder = opendir("/proc/self/task");
    const struct dirent *entry;
    if (folder == NULL)
        return;
    /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream */
    while ((entry = readdir(folder)) != NULL) {
        pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
        if (thread > 0 && thread != gettid() && thread != atomic_load(&sampler->drainer_thread))
            add_thread(sampler, thread, cpus);
    }
    closedir(folder);
}

/* ---- draining ---- */

/* A record from the ring, in one piece. */
static const unsigned char *whole_record(struct br_sampler *sampler,
                                         const struct br_sampler_ring *ring, uint64_t tail,
                                         size_t size)
{
    const unsigned char *data = (const unsigned char *)ring->pages + br_os_page_size();
    size_t at = (size_t)(tail & (ring->ring_size - 1));
    size_t first = ring->ring_size - at;
    if (size <= first)
        return data + at;
    memcpy(sampler->record, data + at, first);
    memcpy(sampler->record + first, data, size - first);
    return sampler->record;
}

static uint64_t word_at(const unsigned char *record, size_t index)
{
    uint64_t word;
    memcpy(&word, record + sizeof(struct perf_event_header) + index * sizeof word, sizeof word);
    return word;
}

/* Words: ip, pid and tid, abi, registers in the kernel's order, size, stack, size used. */
static void keep_sample(struct br_sampler *sampler, const struct perf_event_header *header,
                        const unsigned char *record)
{
    enum { ABI = 2, FIRST = 3 };
    size_t words = (header->size - sizeof *header) / sizeof(uint64_t);
    if (words < FIRST + REGISTERS + 1 || word_at(record, ABI) == PERF_SAMPLE_REGS_ABI_NONE ||
        (pid_t)(word_at(record, 1) & UINT32_MAX) != getpid())
        return;
    size_t room = (size_t)word_at(record, FIRST + REGISTERS);
    size_t stack = FIRST + REGISTERS + 1;
    if (room / sizeof(uint64_t) + 1 > words - stack)
        return;
    size_t used = room > 0 ? (size_t)word_at(record, stack + room / sizeof(uint64_t)) : 0;
    struct br_cpu_sample *sample = br_sampler_keep(sampler, used < room ? used : room);
    if (sample == NULL)
        return;
    sample->thread = (uint32_t)(word_at(record, 1) >> 32);
    sample->in_kernel = (header->misc & PERF_RECORD_MISC_CPUMODE_MASK) == PERF_RECORD_MISC_KERNEL;
    uint64_t mask = register_mask();
    for (size_t i = 0; i < REGISTERS; i++) {
        uint64_t below = mask & ((UINT64_C(1) << kernel_register[i]) - 1);
        sample->registers[i] = word_at(record, FIRST + (size_t)__builtin_popcountll(below));
    }
    sample->program_counter = sample->registers[PROGRAM_COUNTER];
    sample->stack_pointer = sample->registers[STACK_POINTER];
    memcpy(sample->stack, record + sizeof *header + stack * sizeof(uint64_t), sample->stack_size);
}

static void drain_ring(struct br_sampler *sampler, const struct br_sampler_ring *ring)
{
    struct perf_event_mmap_page *page = ring->pages;
    uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
    uint64_t tail = page->data_tail;
    while (tail < head) {
        struct perf_event_header header;
        memcpy(&header, whole_record(sampler, ring, tail, sizeof header), sizeof header);
        if (header.size < sizeof header || header.size > head - tail)
            break;
        const unsigned char *record = whole_record(sampler, ring, tail, header.size);
        if (header.type == PERF_RECORD_SAMPLE)
            keep_sample(sampler, &header, record);
        else if (header.type == PERF_RECORD_LOST)
            atomic_fetch_add(&sampler->lost, word_at(record, 1));
        tail += header.size;
    }
    __atomic_store_n(&page->data_tail, head, __ATOMIC_RELEASE);
}

static void drain(struct br_sampler *sampler)
{
    pthread_mutex_lock(&sampler->draining);
    for (size_t i = 0; i < sampler->ring_count; i++) {
        if (sampler->rings[i].pages != NULL)
            drain_ring(sampler, &sampler->rings[i]);
    }
    pthread_mutex_unlock(&sampler->draining);
}

static void *drainer(void *context)
{
    struct br_sampler *sampler = context;
    struct pollfd wake = {.fd = sampler->wake_descriptor, .events = POLLIN};
    atomic_store(&sampler->drainer_thread, gettid());
    eventfd_write(sampler->wake_descriptor, 1);
    while (!atomic_load(&sampler->ending)) {
        poll(&wake, 1, DRAIN_MS);
        drain(sampler);
    }
    return NULL;
}

/* Started before the events are, so that it is not sampled. */
static int start_drainer(struct br_sampler *sampler, struct br_error *error)
{
    sigset_t all;
    sigset_t former;
    sampler->wake_descriptor = eventfd(0, EFD_CLOEXEC);
    sampler->record = malloc(UINT16_MAX + 1);
    if (sampler->wake_descriptor < 0 || sampler->record == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the sampler");
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    int failure = pthread_create(&sampler->drainer, NULL, drainer, sampler);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    if (failure != 0)
        return br_error_set(error, BR_ERROR_MEMORY, "no thread for the sampler (%s)",
                            strerror(failure));
    sampler->drainer_runs = true;
    eventfd_t value; /* it says that its number is known; left there it would keep poll awake */
    while (eventfd_read(sampler->wake_descriptor, &value) != 0 && errno == EINTR)
        continue;
    return 0;
}

int br_sampler_perf_open(struct br_sampler *sampler, struct br_error *error)
{
    int *cpus = calloc(CPU_LIMIT, sizeof *cpus);
    size_t count = br_os_allowed_cpus(cpus, cpus != NULL ? CPU_LIMIT : 0);
    sampler->kernel_seen = true;
    sampler->rings = calloc(count + 1, sizeof *sampler->rings);
    int code = cpus != NULL && sampler->rings != NULL
                   ? 0
                   : br_error_set(error, BR_ERROR_MEMORY, "no memory for the sampler");
    if (code == 0)
        code = start_drainer(sampler, error);
    pthread_mutex_lock(&sampler->draining);
    for (size_t i = 0; cpus != NULL && i < count && i < CPU_LIMIT && code == 0; i++)
        code = open_ring(sampler, cpus[i], error);
    pthread_mutex_unlock(&sampler->draining);
    if (code == 0 && cpus != NULL)
        add_threads(sampler, cpus);
    free(cpus);
    return code;
}

/* Without a variable for the request, whose type differs between C libraries. */
static void switch_event(int descriptor, bool on)
{
    if (on)
        ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0);
    else
        ioctl(descriptor, PERF_EVENT_IOC_DISABLE, 0);
}

/* The switch reaches the events that threads inherited as well. */
void br_sampler_perf_switch(struct br_sampler *sampler, bool on)
{
    for (size_t i = 0; i < sampler->ring_count; i++)
        switch_event(sampler->rings[i].descriptor, on);
    for (size_t i = 0; i < sampler->other_count; i++)
        switch_event(sampler->others[i], on);
    if (!on)
        drain(sampler);
}

void br_sampler_perf_close(struct br_sampler *sampler)
{
    if (sampler->drainer_runs) {
        atomic_store(&sampler->ending, true);
        eventfd_write(sampler->wake_descriptor, 1);
        pthread_join(sampler->drainer, NULL);
        sampler->drainer_runs = false;
    }
    for (size_t i = 0; i < sampler->other_count; i++)
        close(sampler->others[i]);
    for (size_t i = 0; i < sampler->ring_count; i++) {
        struct br_sampler_ring *ring = &sampler->rings[i];
        if (ring->pages != NULL)
            munmap(ring->pages, ring->ring_size + br_os_page_size());
        close(ring->descriptor);
    }
    if (sampler->wake_descriptor >= 0)
        close(sampler->wake_descriptor);
    free(sampler->others);
    free(sampler->rings);
    free(sampler->record);
    sampler->wake_descriptor = -1;
    sampler->others = NULL;
    sampler->rings = NULL;
    sampler->record = NULL;
    sampler->ring_count = 0;
    sampler->other_count = 0;
}
