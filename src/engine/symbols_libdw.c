/* Names for addresses: what elfutils' libdw says; see symbols.h. */
#include "engine/symbols_private.h"

#include <dlfcn.h>
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/text.h"

struct br_libdw {
    Dwfl *session;
    Dwfl_Callbacks callbacks;
    void *cxx; /* libstdc++, for its demangler; NULL not looked for, or not there */
    bool cxx_sought;
    char *(*demangle)(const char *name, char *buffer, size_t *size, int *status);
};

/* ---- files ---- */

/* Only the code that the kernel maps is asked for here: the others were opened before. It has no
 * file, but it is in the memory of this process. */
static int find_elf(Dwfl_Module *module, void **context, const char *name, Dwarf_Addr base,
                    char **path, Elf **elf)
{
    Dwarf_Addr start = 0;
    Dwarf_Addr end = 0;
    (void)context, (void)path;
    dwfl_module_info(module, NULL, &start, &end, NULL, NULL, NULL, NULL);
    if (strcmp(name, "[vdso]") == 0 && base == getauxval(AT_SYSINFO_EHDR))
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel gives the address as a number */
        *elf = elf_memory((char *)(uintptr_t)start, end - start);
    return -1;
}

/* By build id on this machine. Not libdw's standard way, which asks servers where the environment
 * names some. */
static int find_debug_information(Dwfl_Module *module, void **context, const char *name,
                                  Dwarf_Addr base, const char *path, const char *link,
                                  GElf_Word checksum, char **debug_path)
{
    return dwfl_build_id_find_debuginfo(module, context, name, base, path, link, checksum,
                                        debug_path);
}

static void report(Dwfl *session, const struct br_symbol_file *file)
{
    if (file->elf.data == NULL && strcmp(file->path, "[vdso]") == 0) {
        dwfl_report_module(session, file->path, file->start, file->end);
        return;
    }
    if (file->elf.data == NULL || file->reason != NULL)
        return;
    int descriptor = fcntl(file->elf.descriptor, F_DUPFD_CLOEXEC, 0);
    if (descriptor >= 0 &&
        dwfl_report_elf(session, file->path, file->path, descriptor, file->bias, true) == NULL)
        close(descriptor);
}

struct br_libdw *br_libdw_open(const struct br_symbol_files *files)
{
    struct br_libdw *libdw = calloc(1, sizeof *libdw);
    if (libdw == NULL)
        return NULL;
    libdw->callbacks = (Dwfl_Callbacks){
        .find_elf = find_elf,
        .find_debuginfo = find_debug_information,
    };
    libdw->session = dwfl_begin(&libdw->callbacks);
    if (libdw->session == NULL) {
        free(libdw);
        return NULL;
    }
    dwfl_report_begin(libdw->session);
    for (size_t i = 0; i < files->count; i++)
        report(libdw->session, &files->items[i]);
    dwfl_report_end(libdw->session, NULL, NULL);
    return libdw;
}

void br_libdw_close(struct br_libdw *libdw)
{
    if (libdw == NULL)
        return;
    dwfl_end(libdw->session);
    if (libdw->cxx != NULL)
        dlclose(libdw->cxx);
    free(libdw);
}

struct Dwfl *br_libdw_session(struct br_libdw *libdw)
{
    return libdw->session;
}

/* ---- names ---- */

/* A version ("malloc@@GLIBC_2.2.5") is the linker's business. */
static char *without_version(const char *name)
{
    return br_string_format("%.*s", (int)strcspn(name, "@"), name);
}

/* C++ names are readable where there is a C++ library, and as they are linked where there is none.
 */
static char *readable(struct br_libdw *libdw, const char *name)
{
    int status = 0;
    if (name == NULL || strncmp(name, "_Z", 2) != 0)
        return name != NULL ? without_version(name) : NULL;
    if (!libdw->cxx_sought) {
        libdw->cxx_sought = true;
        libdw->cxx = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_LOCAL);
        if (libdw->cxx != NULL)
            *(void **)&libdw->demangle = dlsym(libdw->cxx, "__cxa_demangle");
    }
    char *plain = libdw->demangle != NULL ? libdw->demangle(name, NULL, NULL, &status) : NULL;
    return plain != NULL ? plain : br_string_copy(name);
}

/* The symbol whose extent covers the address; NULL when there is none. */
static const char *covering_symbol(Dwfl_Module *module, Dwarf_Addr address, uint64_t *begin)
{
    GElf_Off offset = 0;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
    if (name == NULL || name[0] == '\0' || offset >= symbol.st_size)
        return NULL;
    int type = GELF_ST_TYPE(symbol.st_info);
    if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE)
        return NULL;
    *begin = address - offset;
    return name;
}

/* ---- where functions without a name begin ---- */

/* The table of a file's unwinding entries, sorted by where they begin, as the linker makes it and
 * strip leaves it: .eh_frame_hdr, Linux Standard Base Core 5.0, section 10.6.2. */
struct entries {
    const unsigned char *data; /* pairs of int32, relative to `base` */
    size_t count;
    uint64_t base;
};

enum { ENTRIES_HEAD = 12, ENTRY = 8 };

static int64_t relative_begin(const struct entries *entries, size_t index)
{
    int32_t value;
    memcpy(&value, entries->data + index * ENTRY, sizeof value);
    return value;
}

static bool read_entries(const Elf_Data *data, uint64_t base, struct entries *entries)
{
    const unsigned char *head = data->d_buf;
    uint32_t count;
    bool known = data->d_size >= ENTRIES_HEAD && head[0] == 1 &&
                 (head[1] == (DW_EH_PE_pcrel | DW_EH_PE_sdata4)) && head[2] == DW_EH_PE_udata4 &&
                 head[3] == (DW_EH_PE_datarel | DW_EH_PE_sdata4);
    if (!known)
        return false;
    memcpy(&count, head + ENTRIES_HEAD - sizeof count, sizeof count);
    *entries = (struct entries){.data = head + ENTRIES_HEAD, .count = count, .base = base};
    return count <= (data->d_size - ENTRIES_HEAD) / ENTRY;
}

static bool find_entries(Dwfl_Module *module, struct entries *entries)
{
    GElf_Addr bias = 0;
    size_t count = 0;
    Elf *elf = dwfl_module_getelf(module, &bias);
    if (elf == NULL || elf_getphdrnum(elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) == NULL || segment.p_type != PT_GNU_EH_FRAME)
            continue;
        const Elf_Data *data =
            elf_getdata_rawchunk(elf, (int64_t)segment.p_offset, segment.p_filesz, ELF_T_BYTE);
        return data != NULL && read_entries(data, segment.p_vaddr + bias, entries);
    }
    return false;
}

/* Entries do not overlap: where one covers the address, it is the last that begins before it. A
 * row of an entry (dwarf_frame_info) begins anew at each push and is no function's begin. */
static void begin_of_entry(Dwfl_Module *module, Dwarf_Addr address, uint64_t *begin)
{
    Dwarf_Addr bias = 0;
    Dwarf_Frame *frame = NULL;
    struct entries entries = {0};
    Dwarf_CFI *table = dwfl_module_eh_cfi(module, &bias);
    if (table == NULL || dwarf_cfi_addrframe(table, address - bias, &frame) != 0)
        return;
    free(frame);
    if (!find_entries(module, &entries))
        return;
    int64_t sought = (int64_t)(address - entries.base);
    size_t low = 0, high = entries.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (relative_begin(&entries, middle) <= sought)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0)
        *begin = entries.base + (uint64_t)relative_begin(&entries, low - 1);
}

/* ---- inlined functions ---- */

struct scopes {
    Dwarf_Die items[BR_SYMBOL_DEPTH]; /* functions, the outermost first */
    size_t count;
};

/* Goes down to the function that the address is in and through those inlined at it. */
static void find_scopes(Dwarf_Die *parent, Dwarf_Addr address, struct scopes *scopes)
{
    Dwarf_Die child;
    Dwarf_Die current = *parent;
    bool found = dwarf_child(&current, &child) == 0;
    while (found) {
        int tag = dwarf_tag(&child);
        bool is_function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
        bool is_scope = is_function || tag == DW_TAG_lexical_block || tag == DW_TAG_namespace;
        if (is_scope && (tag == DW_TAG_namespace || dwarf_haspc(&child, address) > 0)) {
            size_t before = scopes->count;
            if (is_function && scopes->count < BR_SYMBOL_DEPTH)
                scopes->items[scopes->count++] = child;
            current = child;
            if (tag != DW_TAG_namespace) { /* others lie beside, so none can cover it as well */
                found = dwarf_child(&current, &child) == 0;
                continue;
            }
            find_scopes(&current, address, scopes);
            if (scopes->count > before)
                return;
        }
        found = dwarf_siblingof(&child, &child) == 0;
    }
}

static const char *linked_name(Dwarf_Die *function)
{
    Dwarf_Attribute attribute;
    const char *name = NULL;
    if (dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute) != NULL ||
        dwarf_attr_integrate(function, DW_AT_MIPS_linkage_name, &attribute) != NULL)
        name = dwarf_formstring(&attribute);
    return name != NULL ? name : dwarf_diename(function);
}

static void declared_at(Dwarf_Die *function, struct br_symbol_place *place)
{
    int line = 0;
    place->file = dwarf_decl_file(function);
    if (dwarf_decl_line(function, &line) == 0 && line > 0)
        place->line = (uint64_t)line;
}

/* Where an inlined function was called: the line in the function around it. */
static void called_at(Dwarf_Die *unit, Dwarf_Die *inlined, struct br_symbol_place *place)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    Dwarf_Files *files = NULL;
    size_t count = 0;
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &number) == 0 &&
        dwarf_getsrcfiles(unit, &files, &count) == 0 && number < count)
        place->file = dwarf_filesrc(files, number, NULL, NULL);
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &number) == 0)
        place->line = number;
}

static void line_of(Dwfl_Module *module, Dwarf_Addr address, struct br_symbol_place *place)
{
    int line = 0;
    Dwfl_Line *row = dwfl_module_getsrc(module, address);
    if (row == NULL)
        return;
    place->file = dwfl_lineinfo(row, NULL, &line, NULL, NULL, NULL);
    place->line = line > 0 ? (uint64_t)line : 0;
}

static void fill_places(struct br_libdw *libdw, Dwfl_Module *module, Dwarf_Addr address,
                        enum br_symbol_grain grain, Dwarf_Die *unit, struct scopes *scopes,
                        struct br_symbol_place *places)
{
    for (size_t i = 0; i < scopes->count; i++) {
        Dwarf_Die *function = &scopes->items[scopes->count - 1 - i];
        places[i] = (struct br_symbol_place){
            .function = readable(libdw, linked_name(function)),
            .inlined = dwarf_tag(function) == DW_TAG_inlined_subroutine,
        };
        if (grain == BR_SYMBOLS_FUNCTIONS)
            declared_at(function, &places[i]);
        else if (i == 0)
            line_of(module, address, &places[i]);
        else
            called_at(unit, &scopes->items[scopes->count - i], &places[i]);
    }
}

size_t br_libdw_places(struct br_libdw *libdw, uint64_t address, enum br_symbol_grain grain,
                       struct br_symbol_place *places, uint64_t *begin)
{
    struct scopes scopes = {.count = 0};
    Dwarf_Addr bias = 0;
    places[0] = (struct br_symbol_place){0};
    Dwfl_Module *module = dwfl_addrmodule(libdw->session, address);
    if (module == NULL)
        return 1;
    begin_of_entry(module, address, begin);
    const char *symbol = covering_symbol(module, address, begin);
    Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias);
    if (unit != NULL)
        find_scopes(unit, address - bias, &scopes);
    if (scopes.count > 0)
        fill_places(libdw, module, address, grain, unit, &scopes, places);
    size_t count = scopes.count > 0 ? scopes.count : 1;
    /* The symbol is the name that other tools show, and the only one without debug information. */
    if (symbol != NULL) {
        free(places[count - 1].function);
        places[count - 1].function = readable(libdw, symbol);
    }
    return count;
}
