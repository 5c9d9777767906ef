/* Replacing a file: an unnamed or temporary file that gets the name once it is complete. */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/text.h"

static int fail(const char *path, int failure, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_IO,
                        "%s cannot be written (%s); choose a path in a folder that exists and may "
                        "be written to",
                        path, strerror(failure));
}

static void name_temporary(struct br_replacement *replacement)
{
    replacement->temporary = br_string_format("%s.%ld.tmp", replacement->path, (long)getpid());
    unlink(replacement->temporary); /* left by a killed process of the same number */
}

/* Returns 0 or an errno. */
static int open_new(struct br_replacement *replacement)
{
    char *folder = br_string_folder_of(replacement->path);
    replacement->descriptor = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    int failure = replacement->descriptor >= 0 ? 0 : errno;
    free(folder);
    bool is_known = failure != EOPNOTSUPP && failure != EISDIR && failure != EINVAL;
    if (is_known)
        return failure;
    name_temporary(replacement);
    replacement->descriptor =
        open(replacement->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    return replacement->descriptor >= 0 ? 0 : errno;
}

static void release(struct br_replacement *replacement)
{
    if (replacement->descriptor >= 0)
        close(replacement->descriptor);
    free(replacement->path);
    free(replacement->temporary);
    *replacement = (struct br_replacement){.descriptor = -1};
}

int br_replace_open(const char *path, struct br_replacement *replacement, struct br_error *error)
{
    struct stat facts;
    bool exists = stat(path, &facts) == 0;
    if (exists && S_ISDIR(facts.st_mode))
        return br_error_set(error, BR_ERROR_IO, "%s is a folder; name a file in it", path);
    *replacement = (struct br_replacement){.descriptor = -1, .path = br_string_copy(path)};
    replacement->direct = exists && !S_ISREG(facts.st_mode);
    int failure;
    if (replacement->direct) {
        replacement->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        failure = replacement->descriptor >= 0 ? 0 : errno;
    } else {
        failure = open_new(replacement);
    }
    if (failure == 0)
        return 0;
    release(replacement);
    return fail(path, failure, error);
}

/* Gives the unnamed content a name: linking cannot replace, so it takes the detour of a rename. */
static int name_content(struct br_replacement *replacement)
{
    if (replacement->temporary != NULL)
        return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", replacement->descriptor);
    name_temporary(replacement);
    bool linked = linkat(AT_FDCWD, link, AT_FDCWD, replacement->temporary, AT_SYMLINK_FOLLOW) == 0;
    return linked ? 0 : errno;
}

static int finish(struct br_replacement *replacement)
{
    if (replacement->direct)
        return 0;
    if (fsync(replacement->descriptor) != 0)
        return errno;
    int failure = name_content(replacement);
    if (failure != 0)
        return failure;
    if (rename(replacement->temporary, replacement->path) != 0) {
        failure = errno;
        unlink(replacement->temporary);
        return failure;
    }
    return br_folder_sync_of(replacement->path);
}

int br_replace_commit(struct br_replacement *replacement, struct br_error *error)
{
    int failure = finish(replacement);
    int code = failure == 0 ? 0 : fail(replacement->path, failure, error);
    release(replacement);
    return code;
}

void br_replace_abandon(struct br_replacement *replacement)
{
    if (replacement->temporary != NULL)
        unlink(replacement->temporary);
    release(replacement);
}
