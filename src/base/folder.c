/* Folders: names in them, and steps on files that last; see folder.h. */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE (1 << 0) /* linux/fs.h */
#endif

static int fail(const char *path, const char *verb, int failure, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_IO, "%s cannot be %s (%s); check the path and its disk",
                        path, verb, strerror(failure));
}

/* ---- names ---- */

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void add_name(struct br_folder_names *names, const char *name)
{
    char **items = realloc(names->items, (names->count + 1) * sizeof *items);
    if (items == NULL)
        abort();
    names->items = items;
    names->items[names->count++] = br_string_copy(name);
}

/* Returns 0 or an errno. */
static int read_names(DIR *folder, struct br_folder_names *names)
{
    for (;;) {
        errno = 0;
        /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
        const struct dirent *entry = readdir(folder);
        if (entry == NULL)
            return errno;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            add_name(names, entry->d_name);
    }
}

int br_folder_read(const char *path, struct br_folder_names *names, struct br_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOENT ? 0 : fail(path, "listed", errno, error);
    int failure = read_names(folder, names);
    closedir(folder);
    if (failure != 0) {
        br_folder_names_release(names);
        return fail(path, "listed", failure, error);
    }
    if (names->count > 0)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    return 0;
}

void br_folder_names_release(struct br_folder_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct br_folder_names){0};
}

bool br_folder_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool br_file_is_regular(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* ---- changes ---- */

/* Returns 0 or an errno. File systems that cannot sync a folder say EINVAL; a folder that may be
 * written to but not read cannot be opened for it. */
static int sync_folder(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == EACCES ? 0 : errno;
    int failure = fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
    close(descriptor);
    return failure;
}

static int sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL
                       ? br_string_copy(".")
                       : br_string_format("%.*s", slash == path ? 1 : (int)(slash - path), path);
    int failure = sync_folder(folder);
    free(folder);
    return failure;
}

int br_folder_sync(const char *path, struct br_error *error)
{
    int failure = sync_folder(path);
    return failure == 0 ? 0 : fail(path, "written to disk", failure, error);
}

int br_file_remove(const char *path, struct br_error *error)
{
    int failure = unlink(path) == 0 || errno == ENOENT ? 0 : errno;
    if (failure == 0)
        failure = sync_folder_of(path);
    return failure == 0 || failure == ENOENT ? 0 : fail(path, "deleted", failure, error);
}

int br_folder_remove(const char *path, struct br_error *error)
{
    struct br_folder_names names = {0};
    int code = br_folder_read(path, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++) {
        char *file = br_string_format("%s/%s", path, names.items[i]);
        if (unlink(file) != 0 && errno != ENOENT)
            code = fail(file, "deleted", errno, error);
        free(file);
    }
    br_folder_names_release(&names);
    if (code < 0)
        return code;
    int failure = rmdir(path) == 0 || errno == ENOENT ? sync_folder_of(path) : errno;
    return failure == 0 ? 0 : fail(path, "deleted", failure, error);
}

/* After a rename both folders have changed. */
static int sync_both(const char *from, const char *to, struct br_error *error)
{
    int failure = sync_folder_of(to);
    if (failure == 0)
        failure = sync_folder_of(from);
    return failure == 0 ? 0 : fail(to, "written to disk", failure, error);
}

int br_file_rename(const char *from, const char *to, struct br_error *error)
{
    if (rename(from, to) != 0)
        return br_error_set(error, BR_ERROR_IO, "%s cannot be renamed to %s (%s); check both paths",
                            from, to, strerror(errno));
    return sync_both(from, to, error);
}

/* Returns 0 or an errno. A hard link is the older and more widely known way to make a name that
 * replaces none; what is killed between link and unlink has both names. */
static int rename_exclusively(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return unlink(from) == 0 ? 0 : errno;
    bool has_links = errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS;
    if (has_links)
        return errno;
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
}

/* Both names of one file: what a killed exclusive rename leaves. */
static bool are_one_file(const char *left, const char *right)
{
    struct stat one, other;
    return lstat(left, &one) == 0 && lstat(right, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

int br_file_rename_exclusively(const char *from, const char *to, struct br_error *error)
{
    int failure = rename_exclusively(from, to);
    if (failure == EEXIST && are_one_file(from, to))
        failure = unlink(from) == 0 ? 0 : errno;
    if (failure == EEXIST)
        return br_error_set(error, BR_ERROR_USAGE,
                            "%s exists and is not replaced; choose another name", to);
    if (failure != 0)
        return br_error_set(error, BR_ERROR_IO, "%s cannot be renamed to %s (%s); check both paths",
                            from, to, strerror(failure));
    return sync_both(from, to, error);
}

int br_file_protect(const char *path, struct br_error *error)
{
    struct stat facts;
    int failure = stat(path, &facts) == 0 ? 0 : errno;
    if (failure == 0 && chmod(path, facts.st_mode & 0555) != 0)
        failure = errno;
    return failure == 0 ? 0 : fail(path, "protected from writing", failure, error);
}

int br_file_lock(const char *path, struct br_error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0)
        return fail(path, "opened for locking", errno, error);
    int status;
    do {
        status = flock(descriptor, LOCK_EX);
    } while (status != 0 && errno == EINTR);
    if (status == 0)
        return descriptor;
    int code = fail(path, "locked", errno, error);
    close(descriptor);
    return code;
}
