/*
 * The little of ELF files that can be had without a library: what is loaded where, the build id,
 * and where one section lies. Formats: elf(5) and the ELF specification. Files are foreign bytes:
 * nothing outside them is read, whatever they say.
 */
#ifndef BR_MEASURE_ELF_FILE_H
#define BR_MEASURE_ELF_FILE_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct br_elf_file {
    int descriptor; /* stays open; -1 after br_elf_close */
    const unsigned char *data;
    size_t size;
    char *build_id; /* hexadecimal; NULL: none */
};

/* Opens and maps a file; false when it is missing, may not be read or is no ELF file of this
 * machine's word size and byte order. */
bool br_elf_open(const char *path, struct br_elf_file *file);
void br_elf_close(struct br_elf_file *file);

/* The address that the file gives to what stands at `offset` in it; false where nothing is loaded
 * from there. */
bool br_elf_address(const struct br_elf_file *file, uint64_t offset, uint64_t *address);

/* Where the section of that name lies, in the file's own addresses; false without it. */
bool br_elf_section(const struct br_elf_file *file, const char *name, uint64_t *start,
                    uint64_t *end);

/* The build id in the notes of a file that is loaded into this process; NULL without; free() it. */
char *br_elf_build_id(ElfW(Addr) base, const ElfW(Phdr) * parts, size_t count);

#endif
