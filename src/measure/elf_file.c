/* The little of ELF files that can be had without a library; see elf_file.h. */
#include "measure/elf_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define NATIVE_CLASS (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
#define NATIVE_ORDER (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)

static uint64_t aligned(uint64_t size)
{
    return (size + 3) & ~(uint64_t)3;
}

static char *hexadecimal(const unsigned char *bytes, size_t size)
{
    struct br_text text = {0};
    for (size_t i = 0; i < size; i++)
        br_text_format(&text, "%02x", bytes[i]);
    return br_text_take(&text);
}

/* A note is three words (sizes of name and content, type), the name and the content, both padded
 * to four bytes; the linker's build id is of type 3 with the name "GNU". */
static char *find_build_id(const unsigned char *notes, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, notes, sizeof note);
        uint64_t content = sizeof note + aligned(note.n_namesz);
        uint64_t next = content + aligned(note.n_descsz);
        if (content + note.n_descsz > size)
            return NULL;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(notes + sizeof note, "GNU", 4) == 0)
            return hexadecimal(notes + content, note.n_descsz);
        if (next >= size)
            return NULL;
        notes += next;
        size -= (size_t)next;
    }
    return NULL;
}

char *br_elf_build_id(ElfW(Addr) base, const ElfW(Phdr) * parts, size_t count)
{
    char *id = NULL;
    for (size_t i = 0; i < count && id == NULL; i++) {
        if (parts[i].p_type == PT_NOTE)
            /* NOLINTNEXTLINE(performance-no-int-to-ptr): the loader gives addresses as numbers */
            id = find_build_id((const unsigned char *)(base + parts[i].p_vaddr), parts[i].p_memsz);
    }
    return id;
}

/* ---- files ---- */

static bool read_at(const struct br_elf_file *file, uint64_t offset, void *to, size_t size)
{
    if (offset > file->size || size > file->size - offset)
        return false;
    memcpy(to, file->data + offset, size);
    return true;
}

static bool read_header(const struct br_elf_file *file, ElfW(Ehdr) * header)
{
    return read_at(file, 0, header, sizeof *header) &&
           memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == NATIVE_CLASS && header->e_ident[EI_DATA] == NATIVE_ORDER;
}

static bool read_part(const struct br_elf_file *file, size_t index, ElfW(Phdr) * part)
{
    ElfW(Ehdr) header;
    return read_header(file, &header) && index < header.e_phnum &&
           header.e_phentsize == sizeof *part &&
           read_at(file, header.e_phoff + index * sizeof *part, part, sizeof *part);
}

static bool read_section(const struct br_elf_file *file, size_t index, ElfW(Shdr) * section)
{
    ElfW(Ehdr) header;
    return read_header(file, &header) && index < header.e_shnum &&
           header.e_shentsize == sizeof *section &&
           read_at(file, header.e_shoff + index * sizeof *section, section, sizeof *section);
}

static char *build_id_of(const struct br_elf_file *file)
{
    ElfW(Phdr) part;
    char *id = NULL;
    for (size_t i = 0; id == NULL && read_part(file, i, &part); i++) {
        if (part.p_type == PT_NOTE && part.p_offset <= file->size &&
            part.p_filesz <= file->size - part.p_offset)
            id = find_build_id(file->data + part.p_offset, part.p_filesz);
    }
    return id;
}

bool br_elf_open(const char *path, struct br_elf_file *file)
{
    struct stat facts;
    ElfW(Ehdr) header;
    *file = (struct br_elf_file){.descriptor =
                                     open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    if (file->descriptor < 0)
        return false;
    if (fstat(file->descriptor, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0) {
        void *data = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file->descriptor, 0);
        if (data != MAP_FAILED) {
            file->data = data;
            file->size = (size_t)facts.st_size;
        }
    }
    if (file->data == NULL || !read_header(file, &header)) {
        br_elf_close(file);
        return false;
    }
    file->build_id = build_id_of(file);
    return true;
}

void br_elf_close(struct br_elf_file *file)
{
    if (file->data != NULL)
        munmap((void *)file->data, file->size);
    if (file->descriptor >= 0)
        close(file->descriptor);
    free(file->build_id);
    *file = (struct br_elf_file){.descriptor = -1};
}

bool br_elf_address(const struct br_elf_file *file, uint64_t offset, uint64_t *address)
{
    ElfW(Phdr) part;
    for (size_t i = 0; read_part(file, i, &part); i++) {
        /* A mapping begins at a page, a part need not. */
        uint64_t lead = part.p_align > 1 ? part.p_offset % part.p_align : 0;
        uint64_t begin = part.p_offset - lead;
        if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0)
            continue;
        if (offset < begin || offset - begin >= part.p_filesz + lead)
            continue;
        *address = part.p_vaddr - lead + (offset - begin);
        return true;
    }
    return false;
}

bool br_elf_section(const struct br_elf_file *file, const char *name, uint64_t *start,
                    uint64_t *end)
{
    ElfW(Ehdr) header;
    ElfW(Shdr) names;
    ElfW(Shdr) section;
    size_t length = strlen(name) + 1;
    if (!read_header(file, &header) || !read_section(file, header.e_shstrndx, &names))
        return false;
    for (size_t i = 0; read_section(file, i, &section); i++) {
        uint64_t at = names.sh_offset + section.sh_name;
        if (at > file->size || length > file->size - at ||
            memcmp(file->data + at, name, length) != 0)
            continue;
        *start = section.sh_addr;
        *end = section.sh_addr + section.sh_size;
        return true;
    }
    return false;
}
