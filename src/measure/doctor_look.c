/* One look of the doctor: CPU time of the machine and of every process, and swap traffic. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/doctor_private.h"

/* Fields of the line "cpu" in /proc/stat, proc(5). Guest time is in user time already. */
enum { USER, NICE, SYSTEM, IDLE, IO_WAIT, IRQ, SOFT_IRQ, STEAL, CPU_FIELDS };

static uint64_t count_cpus(const char *text)
{
    uint64_t cpus = 0;
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        cpus += strncmp(line, "cpu", 3) == 0 && isdigit((unsigned char)line[3]);
    }
    return cpus;
}

static void look_at_cpus(const char *root, struct br_doctor_look *look)
{
    char *text = br_doctor_text(root, "/proc/stat");
    unsigned long long ticks[CPU_FIELDS];
    if (text != NULL && sscanf(text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &ticks[USER],
                               &ticks[NICE], &ticks[SYSTEM], &ticks[IDLE], &ticks[IO_WAIT],
                               &ticks[IRQ], &ticks[SOFT_IRQ], &ticks[STEAL]) == CPU_FIELDS) {
        for (size_t i = 0; i < CPU_FIELDS; i++)
            look->total_ticks += ticks[i];
        look->steal_ticks = ticks[STEAL];
        look->busy_ticks = look->total_ticks - ticks[IDLE] - ticks[IO_WAIT] - ticks[STEAL];
        look->cpus = count_cpus(text);
        look->cpu_known = look->cpus > 0;
    }
    free(text);
}

static void look_at_swap(const char *root, struct br_doctor_look *look)
{
    char *text = br_doctor_text(root, "/proc/vmstat");
    unsigned long long in, out;
    if (br_doctor_keyed(text, "pswpin ", &in) && br_doctor_keyed(text, "pswpout ", &out)) {
        look->swap_known = true;
        look->swapped_pages = in + out;
    }
    free(text);
}

/* The name stands in brackets and may hold brackets itself: it ends at the last one. */
static bool read_process(const char *root, const char *pid, struct br_doctor_process *process)
{
    char *line = br_doctor_line(root, "/proc/%s/stat", pid);
    const char *open = line != NULL ? strchr(line, '(') : NULL;
    const char *close = line != NULL ? strrchr(line, ')') : NULL;
    unsigned long long user, system, started;
    bool known =
        open != NULL && close != NULL && close > open &&
        sscanf(close + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %*d %*d "
               "%llu",
               &user, &system, &started) == 3;
    if (known) {
        *process = (struct br_doctor_process){
            .pid = (pid_t)strtol(pid, NULL, 10), .started = started, .cpu_ticks = user + system};
        snprintf(process->name, sizeof process->name, "%.*s", (int)(close - open - 1), open + 1);
    }
    free(line);
    return known;
}

static void look_at_processes(const char *root, struct br_doctor_look *look)
{
    char *path = br_string_format("%s/proc", root);
    DIR *folder = opendir(path);
    free(path);
    if (folder == NULL)
        return;
    look->processes = calloc(BR_DOCTOR_PROCESSES, sizeof look->processes[0]);
    if (look->processes == NULL)
        abort();
    for (struct dirent *entry;
         /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
         (entry = readdir(folder)) != NULL && look->process_count < BR_DOCTOR_PROCESSES;) {
        if (isdigit((unsigned char)entry->d_name[0]) &&
            read_process(root, entry->d_name, &look->processes[look->process_count]))
            look->process_count++;
    }
    closedir(folder);
}

void br_doctor_look(const char *root, struct br_doctor_look *look)
{
    *look = (struct br_doctor_look){0};
    look_at_cpus(root, look);
    look_at_swap(root, look);
    look_at_processes(root, look);
}

void br_doctor_look_release(struct br_doctor_look *look)
{
    free(look->processes);
    *look = (struct br_doctor_look){0};
}
