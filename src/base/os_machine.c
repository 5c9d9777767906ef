/* The operating system: processors and memory of this machine. */
#include "base/os.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CPUS = 1 << 20 };

/* The affinity mask of the calling thread; the kernel refuses masks smaller than its own. */
static cpu_set_t *read_affinity(size_t *cpu_limit)
{
    for (size_t cpus = CPU_SETSIZE; cpus <= MOST_CPUS; cpus *= 2) {
        cpu_set_t *set = CPU_ALLOC(cpus);
        if (set == NULL)
            return NULL;
        CPU_ZERO_S(CPU_ALLOC_SIZE(cpus), set);
        if (sched_getaffinity(0, CPU_ALLOC_SIZE(cpus), set) == 0) {
            *cpu_limit = cpus;
            return set;
        }
        CPU_FREE(set);
        if (errno != EINVAL)
            return NULL;
    }
    return NULL;
}

size_t br_os_allowed_cpus(int *cpus, size_t capacity)
{
    size_t cpu_limit = 0;
    cpu_set_t *set = read_affinity(&cpu_limit);
    if (set == NULL)
        return 0;
    size_t count = 0;
    for (size_t cpu = 0; cpu < cpu_limit; cpu++) {
        if (!CPU_ISSET_S(cpu, CPU_ALLOC_SIZE(cpu_limit), set))
            continue;
        if (count < capacity)
            cpus[count] = (int)cpu;
        count++;
    }
    CPU_FREE(set);
    return count;
}

bool br_os_pin_thread(int cpu)
{
    if (cpu < 0 || cpu >= MOST_CPUS)
        return false;
    size_t number = (size_t)cpu;
    cpu_set_t *set = CPU_ALLOC(number + 1);
    if (set == NULL)
        return false;
    size_t size = CPU_ALLOC_SIZE(number + 1);
    CPU_ZERO_S(size, set);
    CPU_SET_S(number, size, set);
    bool pinned = sched_setaffinity(0, size, set) == 0;
    CPU_FREE(set);
    return pinned;
}

/* A line "Name:   123 kB" of /proc/meminfo, in bytes; 0 unknown. */
static uint64_t read_meminfo(const char *name)
{
    FILE *file = fopen("/proc/meminfo", "re");
    if (file == NULL)
        return 0;
    char line[256];
    uint64_t kibibytes = 0;
    size_t name_size = strlen(name);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, name_size) == 0 && line[name_size] == ':') {
            kibibytes = strtoull(line + name_size + 1, NULL, 10);
            break;
        }
    }
    fclose(file);
    return kibibytes * 1024;
}

uint64_t br_os_memory_available(void)
{
    uint64_t available = read_meminfo("MemAvailable");
    uint64_t limit = br_os_memory_limit_at("");
    return available < limit ? available : limit;
}

uint64_t br_os_memory_total(void)
{
    return read_meminfo("MemTotal");
}

size_t br_os_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

char *br_os_executable(void)
{
    for (size_t capacity = 256; capacity <= SSIZE_MAX / 2; capacity *= 2) {
        char *path = malloc(capacity);
        ssize_t size = path != NULL ? readlink("/proc/self/exe", path, capacity) : -1;
        if (size >= 0 && (size_t)size < capacity) {
            path[size] = '\0';
            return path;
        }
        free(path);
        if (size < 0)
            return NULL;
    }
    return NULL;
}
