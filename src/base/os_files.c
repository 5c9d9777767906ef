/* The operating system: reading and writing whole files. */
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"

enum { SMALLEST_READ = 4096 };

/* ---- reading ---- */

static int open_error(const char *path, struct br_error *error)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return br_error_set(error, BR_ERROR_INPUT,
                            "%s does not exist; check the path (relative ones start at the current "
                            "folder)",
                            path);
    case EACCES:
    case EPERM:
        return br_error_set(error, BR_ERROR_INPUT,
                            "%s may not be read by this user; change its permissions or choose "
                            "another file",
                            path);
    default:
        return br_error_set(error, BR_ERROR_IO, "%s cannot be opened (%s); check the file", path,
                            strerror(errno));
    }
}

static int folder_error(const char *path, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_INPUT, "%s is a folder; name a file in it", path);
}

/* Not blocking, because opening a named pipe would wait for a writer. */
static int open_to_look(const char *path, struct stat *facts, struct br_error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0)
        return open_error(path, error);
    if (fstat(descriptor, facts) == 0)
        return descriptor;
    int code = open_error(path, error);
    close(descriptor);
    return code;
}

int br_os_open_regular(const char *path, size_t *size, struct br_error *error)
{
    struct stat facts = {0};
    int code = 0;
    int descriptor = open_to_look(path, &facts, error);
    if (descriptor < 0)
        return descriptor;
    if (S_ISDIR(facts.st_mode))
        code = folder_error(path, error);
    else if (!S_ISREG(facts.st_mode))
        code = br_error_set(error, BR_ERROR_INPUT,
                            "%s is not a regular file but a pipe, socket or device; copy its "
                            "content to a file first",
                            path);
    else if (facts.st_size == 0)
        code = br_error_set(error, BR_ERROR_INPUT, "%s is empty; choose a file with records", path);
    if (code != 0) {
        close(descriptor);
        return code;
    }
    *size = (size_t)facts.st_size;
    return descriptor;
}

static ssize_t read_some(int descriptor, char *to, size_t capacity)
{
    ssize_t size;
    do {
        size = read(descriptor, to, capacity);
    } while (size < 0 && errno == EINTR);
    return size;
}

/* Reads to the end whatever the size said: files of /proc claim to be empty. */
static int read_to_end(int descriptor, struct br_text *text)
{
    for (;;) {
        char block[64 * 1024];
        ssize_t size = read_some(descriptor, block, sizeof block);
        if (size <= 0)
            return size < 0 ? -errno : 0;
        br_text_append_bytes(text, block, (size_t)size);
        if (text->failed)
            return -ENOMEM;
    }
}

int br_os_read_file(const char *path, char **data, size_t *size, struct br_error *error)
{
    struct br_text text = {0};
    struct stat facts;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return open_error(path, error);
    int failure = fstat(descriptor, &facts) == 0 ? 0 : -errno;
    if (failure == 0 && S_ISDIR(facts.st_mode))
        failure = -EISDIR;
    if (failure == 0 && (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode)))
        failure = -ENODEV;
    if (failure == 0)
        failure = read_to_end(descriptor, &text);
    close(descriptor);

    size_t read_size = text.size;
    char *read_data = br_text_take(&text);
    if (failure == 0 && read_data != NULL) {
        *data = read_data;
        *size = read_size;
        return 0;
    }
    free(read_data);
    if (failure == -EISDIR)
        return folder_error(path, error);
    if (failure == -ENODEV)
        return br_error_set(error, BR_ERROR_INPUT, "%s is a device; name a file", path);
    if (failure == -ENOMEM || failure == 0)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "%s does not fit into memory; free some or use a smaller file", path);
    return br_error_set(error, BR_ERROR_IO, "%s cannot be read (%s); check the file and its disk",
                        path, strerror(-failure));
}

bool br_os_file_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

char *br_os_read_line(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size = getline(&line, &capacity, file);
    bool failed = size < 0 && ferror(file);
    fclose(file);
    if (failed) {
        free(line);
        return NULL;
    }
    if (size < 0) {
        free(line);
        return br_string_copy("");
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

/* ---- writing ---- */

/* One sentence for what `failure` (an errno) means to somebody who wanted to write `thing`. */
static int write_error(const char *thing, int failure, struct br_error *error)
{
    switch (failure) {
    case ENOSPC:
        return br_error_set(error, BR_ERROR_IO,
                            "%s cannot be written: the disk is full; free some space or write "
                            "somewhere else",
                            thing);
    case EDQUOT:
        return br_error_set(error, BR_ERROR_IO,
                            "%s cannot be written: the disk quota is used up; free some space or "
                            "write somewhere else",
                            thing);
    case EACCES:
    case EPERM:
    case EROFS:
        return br_error_set(
            error, BR_ERROR_IO,
            "%s cannot be written (%s); choose a folder that this user may write to", thing,
            strerror(failure));
    case ENOENT:
        return br_error_set(error, BR_ERROR_IO,
                            "%s cannot be written: its folder does not exist; make it first",
                            thing);
    default:
        return br_error_set(error, BR_ERROR_IO,
                            "%s cannot be written (%s); check the path and its disk", thing,
                            strerror(failure));
    }
}

static int write_to_end(int descriptor, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(descriptor, data, size);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

int br_os_write_all(int descriptor, const void *data, size_t size, struct br_error *error)
{
    int failure = write_to_end(descriptor, data, size);
    return failure == 0 ? 0 : write_error("the output", failure, error);
}

/* Returns 0 or an errno; nothing is left behind on failure. */
static int write_new_file(const char *path, const void *data, size_t size)
{
    unlink(path); /* left by a crashed process of the same number */
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0)
        return errno;
    int failure = write_to_end(descriptor, data, size);
    if (failure == 0 && fsync(descriptor) != 0)
        failure = errno;
    if (close(descriptor) != 0 && failure == 0)
        failure = errno;
    if (failure != 0)
        unlink(path);
    return failure;
}

int br_os_write_file(const char *path, const void *data, size_t size, struct br_error *error)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode))
        return br_error_set(error, BR_ERROR_IO,
                            "%s cannot be written: it is a folder or a device; name a file", path);
    char *temporary = br_string_format("%s.%ld.tmp", path, (long)getpid());
    int failure = write_new_file(temporary, data, size);
    if (failure == 0 && rename(temporary, path) != 0) {
        failure = errno;
        unlink(temporary);
    }
    if (failure == 0)
        failure = br_folder_sync_of(path);
    free(temporary);
    return failure == 0 ? 0 : write_error(path, failure, error);
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static int make_folder(const char *path, struct br_error *error)
{
    if (mkdir(path, 0777) == 0)
        return 0;
    int failure = errno;
    if (is_folder(path))
        return 0;
    if (failure == EEXIST || failure == ENOTDIR)
        return br_error_set(
            error, BR_ERROR_IO,
            "folder %s cannot be made: there is a file of that name; choose another "
            "folder",
            path);
    return br_error_set(error, BR_ERROR_IO, "folder %s cannot be made (%s); choose another folder",
                        path, strerror(failure));
}

int br_os_make_folders(const char *path, struct br_error *error)
{
    char *parent = br_string_copy(path);
    int code = 0;
    for (char *at = parent + strspn(parent, "/"); code == 0 && *at != '\0';) {
        at += strcspn(at, "/");
        char ended_by = *at;
        *at = '\0';
        code = make_folder(parent, error);
        *at = ended_by;
        at += strspn(at, "/");
    }
    free(parent);
    return code;
}

int br_os_make_folder_of(const char *path, struct br_error *error)
{
    char *folder = br_string_folder_of(path);
    int code = br_os_make_folders(folder, error);
    free(folder);
    return code;
}
