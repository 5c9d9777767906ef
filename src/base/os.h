/*
 * The operating system, all of it: files, maps, processes, CPUs. Linux; nothing above this room
 * makes a system call of its own except clocks and the probes in src/measure.
 */
#ifndef BR_BASE_OS_H
#define BR_BASE_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"

/* ---- files ---- */

/* Reads a whole file into memory that ends with an extra NUL (not counted in *size); free() it. A
 * pipe is read to its end; a device, which may have none, is refused. */
int br_os_read_file(const char *path, char **data, size_t *size, struct br_error *error);

/* Opens a regular, non-empty file for reading. Returns the descriptor (close-on-exec) and its size,
 * or a negative code: missing, a folder, empty, unreadable, a pipe or device each have a sentence.
 */
int br_os_open_regular(const char *path, size_t *size, struct br_error *error);

/* Writes a file so that after a crash either the old or the new content is there: temporary file in
 * the same folder, fsync, rename, fsync of the folder. One writer per file and process at a time.
 * A target that exists and is no regular file is refused. */
int br_os_write_file(const char *path, const void *data, size_t size, struct br_error *error);

/* Makes a folder and its parents; existing ones are fine. */
int br_os_make_folders(const char *path, struct br_error *error);
/* The same for the folder that a file is to be in. */
int br_os_make_folder_of(const char *path, struct br_error *error);

bool br_os_file_exists(const char *path);

/* First line of a small file without its line end, as from /proc or /sys; NULL if unreadable. */
char *br_os_read_line(const char *path);

/* ---- maps ---- */

struct br_map {
    const unsigned char *data; /* read-only, never NULL for size > 0 */
    size_t size;
};

/* Maps a regular, non-empty file for reading, pages touched in advance when `populate`. */
int br_os_map_file(const char *path, bool populate, struct br_map *map, struct br_error *error);
/* The same for the first `size` bytes of an open descriptor (a memfd), which must have them. */
int br_os_map_descriptor(int descriptor, size_t size, bool populate, struct br_map *map,
                         struct br_error *error);
void br_os_unmap(struct br_map *map);

/* An anonymous file in memory, not inherited by children unless passed on; -1 with error. */
int br_os_memory_file(const char *name, struct br_error *error);
/* Seals a file in memory for good, whoever has it open: its size, or its content as well. Writing
 * to it then fails, and so cannot reach those who have it mapped. The content cannot be sealed
 * while somebody has it mapped for writing. */
int br_os_seal_size(int descriptor, struct br_error *error);
int br_os_seal_content(int descriptor, struct br_error *error);
/* Writes everything, whatever the system takes at a time; a full disk is named as such. */
int br_os_write_all(int descriptor, const void *data, size_t size, struct br_error *error);

/* ---- processors and memory ---- */

/* CPUs this process may use, as numbers, at most `capacity`; returns how many there are. */
size_t br_os_allowed_cpus(int *cpus, size_t capacity);
/* Binds the calling thread to one CPU; false when the system refuses. */
bool br_os_pin_thread(int cpu);
/* Bytes: MemAvailable of /proc/meminfo, at most the control groups' limit; 0 unknown. */
uint64_t br_os_memory_available(void);
/* The least memory limit of the control groups this process is in, versions 1 and 2; UINT64_MAX
 * when there is none. `root` is "" but in tests, which look at a tree of their own. */
uint64_t br_os_memory_limit_at(const char *root);
uint64_t br_os_memory_total(void);
size_t br_os_page_size(void);
/* How often the kernel killed a process on this machine because memory was out; 0 unknown. */
uint64_t br_os_memory_kills(void);
/* Lets this process be the first that the kernel kills when memory is out. */
void br_os_volunteer_for_memory_kill(void);
/* Limits the private memory of this process (RLIMIT_DATA: heap, stacks and anonymous maps, but not
 * files mapped for reading). Lifting it takes it back. */
int br_os_limit_data(uint64_t bytes, struct br_error *error);
void br_os_lift_data_limit(void);

/* ---- processes ---- */

struct br_process {
    pid_t pid; /* also the number of its process group; 0 once it ended and was reaped */
    int pidfd; /* -1 where the kernel has none */
};

struct br_process_request {
    const char *const *arguments;   /* argv, NULL-terminated; argv[0] is the path to execute */
    const char *const *environment; /* "NAME=value" added to or replacing the current ones; NULL */
    const int *keep_descriptors;    /* inherited under the same number */
    size_t keep_count;
    int output_descriptor; /* receives stdout and stderr; -1 = inherit */
};

/* Starts a child in its own process group; stdin is /dev/null, every other descriptor but stdout,
 * stderr and the kept ones is closed, all signals are at their defaults and unblocked. The path is
 * executed as it stands: no shell, no search. A path that cannot be executed is an error here.
 * The kernel kills the child when the calling *thread* ends, so call it from one that stays.
 * SIGCHLD must not be ignored in this process. */
int br_os_spawn(const struct br_process_request *request, struct br_process *process,
                struct br_error *error);

/* The path of a program in the folders of PATH; NULL where it is not there. free() it. */
char *br_os_find_program(const char *name);

/* Waits up to `timeout_ns`. Returns 1 when it ended (status as from waitpid; -1 = unknown because
 * somebody else reaped it), 0 on time-out, and 0 early when a signal arrived, so that the caller
 * can look at its flag. Whatever an ended child left running in its group is killed. */
int br_os_wait(struct br_process *process, uint64_t timeout_ns, int *status);

/* Kills the whole process group and reaps the child; nothing happens if it was reaped before. */
void br_os_kill(struct br_process *process);

/* One sentence for a wait status: "exited with status 3", "killed by SIGSEGV (segmentation fault)".
 */
char *br_os_describe_status(int status);

/* Processes that left their group (setsid) and whose parents have ended become children of this
 * process from now on, instead of being nobody's. */
void br_os_adopt_orphans(void);
/* Children of this process, at most `capacity` of them; returns how many were stored. */
size_t br_os_children(pid_t *children, size_t capacity);
/* Kills and reaps all children but those of `spared`; returns how many there were. Needs a kernel
 * that lists children (CONFIG_PROC_CHILDREN), else it finds none. */
size_t br_os_end_orphans(const pid_t *spared, size_t spared_count);

/* Absolute path of this executable; free() it. */
char *br_os_executable(void);

#endif
