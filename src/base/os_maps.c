/* The operating system: memory-mapped files and files in memory. */
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map_error(const char *thing, size_t size, struct br_error *error)
{
    if (errno == ENOMEM)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "%s (%zu bytes) does not fit into the address space or the memory "
                            "limit; raise the limit or use a smaller file",
                            thing, size);
    return br_error_set(error, BR_ERROR_IO,
                        "%s cannot be mapped into memory (%s); copy it to a "
                        "local disk",
                        thing, strerror(errno));
}

static int map(const char *thing, int descriptor, size_t size, bool populate, struct br_map *map,
               struct br_error *error)
{
    int flags = MAP_PRIVATE | (populate ? MAP_POPULATE : 0);
    void *data = mmap(NULL, size, PROT_READ, flags, descriptor, 0);
    if (data == MAP_FAILED)
        return map_error(thing, size, error);
    *map = (struct br_map){.data = data, .size = size};
    return 0;
}

int br_os_map_file(const char *path, bool populate, struct br_map *map_out, struct br_error *error)
{
    size_t size;
    int descriptor = br_os_open_regular(path, &size, error);
    if (descriptor < 0)
        return descriptor;
    int code = map(path, descriptor, size, populate, map_out, error);
    close(descriptor);
    return code;
}

int br_os_map_descriptor(int descriptor, size_t size, bool populate, struct br_map *map_out,
                         struct br_error *error)
{
    struct stat facts;
    if (fstat(descriptor, &facts) != 0)
        return br_error_set(error, BR_ERROR_IO, "descriptor %d cannot be looked at (%s)",
                            descriptor, strerror(errno));
    if (size == 0)
        return br_error_set(error, BR_ERROR_INPUT, "the input is empty; choose one with records");
    /* Pages past the end would be SIGBUS on first touch, far from here. */
    if (facts.st_size < 0 || (size_t)facts.st_size < size)
        return br_error_set(
            error, BR_ERROR_INPUT,
            "the input has %lld bytes where %zu were promised; it was changed while "
            "in use, run again",
            (long long)facts.st_size, size);
    return map("the input", descriptor, size, populate, map_out, error);
}

void br_os_unmap(struct br_map *map_in)
{
    if (map_in->size > 0)
        munmap((void *)map_in->data, map_in->size);
    *map_in = (struct br_map){0};
}

int br_os_memory_file(const char *name, struct br_error *error)
{
    int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor >= 0)
        return descriptor;
    br_error_set(error, BR_ERROR_IO,
                 "no file in memory can be made for %s (%s); raise the limit of open files", name,
                 strerror(errno));
    return -1;
}

static int seal(int descriptor, int seals, struct br_error *error)
{
    if (fcntl(descriptor, F_ADD_SEALS, seals) == 0)
        return 0;
    return br_error_set(error, BR_ERROR_IO, "a file in memory cannot be sealed (%s)",
                        strerror(errno));
}

int br_os_seal_size(int descriptor, struct br_error *error)
{
    return seal(descriptor, F_SEAL_SHRINK | F_SEAL_GROW, error);
}

int br_os_seal_content(int descriptor, struct br_error *error)
{
    return seal(descriptor, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW, error);
}
