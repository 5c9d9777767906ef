/* The code that is mapped into a process; see mappings.h. */
#include "measure/mappings.h"

#include <inttypes.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "measure/elf_file.h"

/* "start-end rwxp offset major:minor inode      path" */
static bool parse_line(const char *line, struct br_mapping *mapping)
{
    char rights[5];
    int path = 0;
    int found = sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*x:%*x %*u %n",
                       &mapping->start, &mapping->end, rights, &mapping->offset, &path);
    if (found != 4 || path == 0 || line[path] == '\0' || strlen(rights) < 4 || rights[2] != 'x')
        return false;
    if (mapping->start >= mapping->end)
        return false;
    mapping->path = br_string_copy(line + path);
    return true;
}

static void add_mapping(struct br_mappings *mappings, const struct br_mapping *mapping)
{
    size_t size = (mappings->count + 1) * sizeof *mapping;
    struct br_mapping *items = realloc(mappings->items, size);
    if (items == NULL)
        abort();
    items[mappings->count++] = *mapping;
    mappings->items = items;
}

void br_mappings_parse(const char *text, size_t size, struct br_mappings *mappings)
{
    const char *end = text + size;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop != NULL ? stop : end) - text);
        char *line = br_string_format("%.*s", (int)length, text);
        struct br_mapping mapping = {0};
        if (parse_line(line, &mapping)) {
            add_mapping(mappings, &mapping);
        }
        free(line);
        text += length + 1;
    }
}

/* Gives the mappings of one loaded file the build id that stands in its memory. */
static int note_build_id(struct dl_phdr_info *file, size_t size, void *context)
{
    struct br_mappings *mappings = context;
    (void)size;
    for (size_t i = 0; i < file->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &file->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
            continue;
        uint64_t start = file->dlpi_addr + part->p_vaddr;
        for (size_t m = 0; m < mappings->count; m++) {
            struct br_mapping *mapping = &mappings->items[m];
            if (mapping->build_id == NULL && mapping->start < start + part->p_memsz &&
                start < mapping->end)
                mapping->build_id =
                    br_elf_build_id(file->dlpi_addr, file->dlpi_phdr, file->dlpi_phnum);
        }
    }
    return 0;
}

int br_mappings_read(struct br_mappings *mappings, struct br_error *error)
{
    char *text = NULL;
    size_t size = 0;
    int code = br_os_read_file("/proc/self/maps", &text, &size, error);
    if (code < 0)
        return code;
    br_mappings_parse(text, size, mappings);
    free(text);
    dl_iterate_phdr(note_build_id, mappings);
    return 0;
}

void br_mappings_release(struct br_mappings *mappings)
{
    for (size_t i = 0; i < mappings->count; i++) {
        free(mappings->items[i].path);
        free(mappings->items[i].build_id);
    }
    free(mappings->items);
    *mappings = (struct br_mappings){0};
}
