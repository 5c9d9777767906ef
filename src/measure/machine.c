/*
 * The machine, read from /proc and /sys under a root that tests can replace.
 */
#include "measure/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/os.h"
#include "base/text.h"

#define CPU_FOLDER "/sys/devices/system/cpu"
#define CACHE_LIMIT 10 /* more than any CPU has kinds of caches */

/* ---- small files ---- */

/* The first line of `root`/`path`; NULL when it is missing or empty. */
static char *read_line(const char *root, const char *path)
{
    char *whole = br_string_format("%s%s", root, path);
    char *line = br_os_read_line(whole);
    free(whole);
    if (line != NULL && line[0] == '\0') {
        free(line);
        line = NULL;
    }
    return line;
}

static char *read_whole(const char *root, const char *path)
{
    char *whole = br_string_format("%s%s", root, path);
    char *text = NULL;
    size_t size;
    if (br_os_read_file(whole, &text, &size, NULL) != 0)
        text = NULL;
    free(whole);
    return text;
}

/* What follows `key` and `separator` on the first line of `text` that starts with the key. */
static char *value_of(const char *text, const char *key, char separator)
{
    size_t key_size = strlen(key);
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = line + strcspn(line, "\n");
        const char *at = line + key_size;
        if (strncmp(line, key, key_size) == 0) {
            at += strspn(at, " \t");
            if (*at == separator) {
                at += 1 + strspn(at + 1, " \t");
                return br_string_format("%.*s", at < end ? (int)(end - at) : 0, at);
            }
        }
        line = *end == '\n' ? end + 1 : NULL;
    }
    return NULL;
}

/* ---- processors ---- */

/* How many numbers a kernel list such as "0-3,8" names; 0 when it is not one. */
static uint64_t count_list(const char *list)
{
    uint64_t count = 0;
    while (list != NULL && *list >= '0' && *list <= '9') {
        char *end;
        unsigned long long low = strtoull(list, &end, 10);
        unsigned long long high = *end == '-' ? strtoull(end + 1, &end, 10) : low;
        if (high < low)
            return 0;
        count += high - low + 1;
        list = *end == ',' ? end + 1 : NULL;
    }
    return count;
}

static uint64_t cpus_online(const char *root)
{
    char *list = read_line(root, CPU_FOLDER "/online");
    uint64_t count = count_list(list);
    free(list);
    return count;
}

static uint64_t cpus_allowed(const char *root)
{
    char *status = read_whole(root, "/proc/self/status");
    char *list = value_of(status, "Cpus_allowed_list", ':');
    uint64_t count = count_list(list);
    free(list);
    free(status);
    return count;
}

/* x86 and others name the model; arm64 gives numbers only. */
static char *cpu_model(const char *cpu_info)
{
    char *model = value_of(cpu_info, "model name", ':');
    if (model != NULL)
        return model;
    char *implementer = value_of(cpu_info, "CPU implementer", ':');
    char *part = value_of(cpu_info, "CPU part", ':');
    if (implementer != NULL && part != NULL)
        model = br_string_format("CPU implementer %s, part %s", implementer, part);
    free(implementer);
    free(part);
    return model;
}

static bool has_flag(const char *flags, const char *flag)
{
    size_t size = strlen(flag);
    for (const char *at = flags; at != NULL && *at != '\0';) {
        size_t word = strcspn(at, " ");
        if (word == size && strncmp(at, flag, size) == 0)
            return true;
        at += word + strspn(at + word, " ");
    }
    return false;
}

static char *tsc_flags(const char *flags)
{
    static const char *const wanted[] = {"constant_tsc", "nonstop_tsc", "tsc_known_freq",
                                         "tsc_reliable"};
    struct br_text found = {0};
    if (flags == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (has_flag(flags, wanted[i]))
            br_text_format(&found, "%s%s", found.size > 0 ? " " : "", wanted[i]);
    }
    char *names = br_string_copy(br_text_string(&found));
    br_text_release(&found);
    return names;
}

/* ---- caches ---- */

/* "1024K" as "1 MiB"; an odd size stays in KiB. */
static void append_size(struct br_text *text, const char *size)
{
    char *end;
    unsigned long kib = strtoul(size, &end, 10);
    if (*end == 'M')
        kib *= 1024;
    if (kib >= 1024 && kib % 1024 == 0)
        br_text_format(text, "%lu MiB", kib / 1024);
    else
        br_text_format(text, "%lu KiB", kib);
}

static char *cache_file(const char *root, unsigned index, const char *name)
{
    char *path = br_string_format(CPU_FOLDER "/cpu0/cache/index%u/%s", index, name);
    char *line = read_line(root, path);
    free(path);
    return line;
}

static void append_cache(struct br_text *text, const char *root, unsigned index)
{
    char *level = cache_file(root, index, "level");
    char *type = cache_file(root, index, "type");
    char *size = cache_file(root, index, "size");
    if (level != NULL && type != NULL && size != NULL) {
        const char *kind = strcmp(type, "Data") == 0          ? "d"
                           : strcmp(type, "Instruction") == 0 ? "i"
                                                              : "";
        br_text_format(text, "%sL%s%s ", text->size > 0 ? ", " : "", level, kind);
        append_size(text, size);
    }
    free(level);
    free(type);
    free(size);
}

static char *caches(const char *root)
{
    struct br_text text = {0};
    for (unsigned index = 0; index < CACHE_LIMIT; index++)
        append_cache(&text, root, index);
    char *list = text.size > 0 ? br_string_copy(br_text_string(&text)) : NULL;
    br_text_release(&text);
    return list;
}

/* ---- virtualisation ---- */

/* The vendor that the hypervisor itself reports, by leaf 0x40000000; NULL = not one of these. */
static const char *hypervisor_vendor(void)
{
#if defined(__x86_64__)
    static const char *const vendors[][2] = {
        {"KVMKVMKVM", "kvm"},     {"Microsoft Hv", "hyper-v"},    {"VMwareVMware", "vmware"},
        {"XenVMMXenVMM", "xen"},  {"TCGTCGTCGTCG", "qemu"},       {"bhyve bhyve ", "bhyve"},
        {"ACRNACRNACRN", "acrn"}, {"VBoxVBoxVBox", "virtualbox"},
    };
    unsigned registers[4];
    char name[13] = "";
    __cpuid(0x40000000, registers[0], registers[1], registers[2], registers[3]);
    memcpy(name, &registers[1], 12);
    for (size_t i = 0; i < sizeof vendors / sizeof vendors[0]; i++) {
        if (strcmp(name, vendors[i][0]) == 0)
            return vendors[i][1];
    }
#endif
    return NULL;
}

/* Asks the kernel's files first, and the CPU only where the files are this machine's own. */
static char *virtualisation(const char *root, const char *flags)
{
    char *type = read_line(root, "/sys/hypervisor/type");
    if (type != NULL)
        return type;
    if (flags == NULL)
        return NULL;
    if (!has_flag(flags, "hypervisor"))
        return br_string_copy("none");
    const char *vendor = root[0] == '\0' ? hypervisor_vendor() : NULL;
    return br_string_copy(vendor != NULL ? vendor : "unknown hypervisor");
}

/* ---- system ---- */

static char *kernel(const char *root)
{
    char *name = read_line(root, "/proc/sys/kernel/ostype");
    char *release = read_line(root, "/proc/sys/kernel/osrelease");
    struct utsname system;
    char *line = NULL;
    if (name != NULL && release != NULL && uname(&system) == 0)
        line = br_string_format("%s %s %s", name, release, system.machine);
    free(name);
    free(release);
    return line;
}

/* PRETTY_NAME="...": the quotes are optional (os-release(5)). */
static char *operating_system(const char *root)
{
    char *release = read_whole(root, "/etc/os-release");
    char *name = value_of(release, "PRETTY_NAME", '=');
    free(release);
    size_t size = name != NULL ? strlen(name) : 0;
    if (size >= 2 && (name[0] == '"' || name[0] == '\'') && name[size - 1] == name[0]) {
        name[size - 1] = '\0';
        memmove(name, name + 1, size - 1);
    }
    return name;
}

static uint64_t memory_bytes(const char *root)
{
    char *text = read_whole(root, "/proc/meminfo");
    char *total = value_of(text, "MemTotal", ':');
    uint64_t bytes = total != NULL ? strtoull(total, NULL, 10) * 1024 : 0;
    free(total);
    free(text);
    return bytes;
}

void br_machine_read_at(const char *root, struct br_machine *machine)
{
    char *cpu_info = read_whole(root, "/proc/cpuinfo");
    char *flags = value_of(cpu_info, "flags", ':');
    *machine = (struct br_machine){
        .hostname = read_line(root, "/proc/sys/kernel/hostname"),
        .cpu_model = cpu_model(cpu_info),
        .cpus_online = cpus_online(root),
        .cpus_allowed = cpus_allowed(root),
        .caches = caches(root),
        .governor = read_line(root, CPU_FOLDER "/cpu0/cpufreq/scaling_governor"),
        .memory_bytes = memory_bytes(root),
        .kernel = kernel(root),
        .os = operating_system(root),
        .clock_source =
            read_line(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        .virtualisation = virtualisation(root, flags),
        .tsc_flags = tsc_flags(flags),
    };
    free(flags);
    free(cpu_info);
}

void br_machine_read(struct br_machine *machine)
{
    br_machine_read_at("", machine);
}

void br_machine_release(struct br_machine *machine)
{
    free(machine->hostname);
    free(machine->cpu_model);
    free(machine->caches);
    free(machine->governor);
    free(machine->kernel);
    free(machine->os);
    free(machine->clock_source);
    free(machine->virtualisation);
    free(machine->tsc_flags);
    *machine = (struct br_machine){0};
}
