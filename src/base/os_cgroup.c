/*
 * The operating system: the memory limit of the control groups this process is in.
 *
 * A line of /proc/self/cgroup is "ID:controllers:/path", with no controllers named in version 2;
 * the limits are in memory.max (version 2) and memory.limit_in_bytes (version 1) of the group and
 * of every group above it (cgroups(7)). "max" and version 1's huge default mean no limit.
 */
#include "base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4352

static uint64_t read_limit(const char *path)
{
    char *line = br_os_read_line(path);
    uint64_t limit = UINT64_MAX;
    if (line != NULL && line[0] >= '0' && line[0] <= '9')
        limit = strtoull(line, NULL, 10);
    free(line);
    return limit;
}

/* The least limit of a group and those above it. */
static uint64_t least_limit(const char *root, const char *group, const char *file)
{
    char path[PATH_SIZE];
    char folder[PATH_SIZE / 2];
    uint64_t least = UINT64_MAX;
    snprintf(folder, sizeof folder, "%s", group);
    for (;;) {
        snprintf(path, sizeof path, "%s%s/%s", root, folder, file);
        uint64_t limit = read_limit(path);
        least = limit < least ? limit : least;
        char *slash = strrchr(folder, '/');
        if (slash == NULL)
            return least;
        *slash = '\0';
    }
}

static bool names_memory(const char *controllers, size_t size)
{
    const char *word = controllers;
    while (word < controllers + size) {
        size_t length = strcspn(word, ",:");
        if (length == strlen("memory") && strncmp(word, "memory", length) == 0)
            return true;
        word += length + 1;
    }
    return false;
}

static uint64_t limit_of_line(const char *root, char *line)
{
    char tree[PATH_SIZE / 2];
    char *controllers = strchr(line, ':');
    char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (group == NULL)
        return UINT64_MAX;
    controllers++;
    size_t size = (size_t)(group - controllers);
    group++;
    group[strcspn(group, "\n")] = '\0';
    if (size == 0) {
        snprintf(tree, sizeof tree, "%s/sys/fs/cgroup", root);
        return least_limit(tree, group, "memory.max");
    }
    if (!names_memory(controllers, size))
        return UINT64_MAX;
    snprintf(tree, sizeof tree, "%s/sys/fs/cgroup/memory", root);
    return least_limit(tree, group, "memory.limit_in_bytes");
}

uint64_t br_os_memory_limit_at(const char *root)
{
    char path[PATH_SIZE];
    char line[PATH_SIZE];
    uint64_t least = UINT64_MAX;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        uint64_t limit = limit_of_line(root, line);
        least = limit < least ? limit : least;
    }
    if (file != NULL)
        fclose(file);
    return least;
}
