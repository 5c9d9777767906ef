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

/* Returns 0 or an errno. */
static int read_names(DIR *folder, struct br_texts *names)
{
    for (;;) {
        errno = 0;
        /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
        const struct dirent *entry = readdir(folder);
        if (entry == NULL)
            return errno;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *(char **)br_list_append(names, sizeof(char *)) = br_string_copy(entry->d_name);
    }
}

int br_folder_read(const char *path, struct br_texts *names, struct br_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOENT ? 0 : fail(path, "listed", errno, error);
    int failure = read_names(folder, names);
    closedir(folder);
    if (failure != 0) {
        br_texts_release(names);
        return fail(path, "listed", failure, error);
    }
    if (names->count > 0)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    return 0;
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

/* File systems that cannot sync a folder say EINVAL: nothing is lost that they could have kept. A
 * folder that may be written to but not read cannot be opened for it. */
int br_folder_sync_of(const char *path)
{
    char *folder = br_string_folder_of(path);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (descriptor < 0)
        return errno == EACCES ? 0 : errno;
    int failure = fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
    close(descriptor);
    return failure;
}

int br_file_remove(const char *path, struct br_error *error)
{
    int failure = unlink(path) == 0 || errno == ENOENT ? 0 : errno;
    if (failure == 0)
        failure = br_folder_sync_of(path);
    return failure == 0 || failure == ENOENT ? 0 : fail(path, "deleted", failure, error);
}

/* Deletes the files of an open folder. Returns 0 or an errno, and the name at fault (free it). */
static int remove_files(DIR *folder, char **at_fault)
{
    struct br_texts names = {0};
    int failure = read_names(folder, &names);
    for (size_t i = 0; i < names.count && failure == 0; i++) {
        if (unlinkat(dirfd(folder), names.items[i], 0) != 0 && errno != ENOENT) {
            failure = errno;
            *at_fault = br_string_copy(names.items[i]);
        }
    }
    br_texts_release(&names);
    return failure;
}

/* A symbolic link in the place of the folder is not followed: where it leads was made by others. */
static int empty_folder(const char *path, struct br_error *error)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    char *at_fault = NULL;
    if (folder == NULL) {
        int failure = errno;
        if (descriptor >= 0)
            close(descriptor);
        return failure == ENOENT ? 0 : fail(path, "deleted", failure, error);
    }
    int failure = remove_files(folder, &at_fault);
    closedir(folder);
    char *file = at_fault != NULL ? br_string_format("%s/%s", path, at_fault) : NULL;
    int code = failure == 0 ? 0 : fail(file != NULL ? file : path, "deleted", failure, error);
    free(file);
    free(at_fault);
    return code;
}

int br_folder_remove(const char *path, struct br_error *error)
{
    int code = empty_folder(path, error);
    if (code < 0)
        return code;
    int failure = rmdir(path) == 0 || errno == ENOENT ? br_folder_sync_of(path) : errno;
    return failure == 0 || failure == ENOENT ? 0 : fail(path, "deleted", failure, error);
}

/* After a rename both folders have changed. */
static int sync_both(const char *from, const char *to, struct br_error *error)
{
    int failure = br_folder_sync_of(to);
    if (failure == 0)
        failure = br_folder_sync_of(from);
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
