/*
 * What the parts of the symboliser share: the files that addresses lie in, and what libdw says of
 * an address.
 */
#ifndef BR_ENGINE_SYMBOLS_PRIVATE_H
#define BR_ENGINE_SYMBOLS_PRIVATE_H

#include "measure/elf_file.h"
#include "engine/symbols.h"

/* One file as it is mapped: addresses of the process are `bias` more than the file's own. */
struct br_symbol_file {
    uint64_t start, end; /* of its executable mappings */
    uint64_t bias;
    char *path;
    char *library;  /* base name */
    char *build_id; /* of what is or was mapped, else that of the file; NULL: none */
    char *reason;   /* why it gives no names; NULL: it does */
    bool nameless;  /* an address in it was given no name */
    struct br_elf_file elf;
    bool harness;
    uint64_t workloads_start, workloads_end; /* in the harness: what is none of it */
};
struct br_symbol_files {
    struct br_symbol_file *items;
    size_t count;
};

/* One function that an address is in. Texts are libdw's, but for a demangled name. */
struct br_symbol_place {
    char *function; /* owned; NULL: unknown */
    const char *file;
    uint64_t line;
    bool inlined; /* into the place that follows */
};
enum { BR_SYMBOL_DEPTH = 32 };

struct br_libdw;

/* Over `files`, which must outlast it. NULL when libdw refuses, or where there is none. */
struct br_libdw *br_libdw_open(const struct br_symbol_files *files);
void br_libdw_close(struct br_libdw *libdw);

/* The functions that `address` is in, the innermost first; returns how many, at least one (then
 * perhaps without a name), at most BR_SYMBOL_DEPTH. `begin` is left alone or set to the begin of
 * the outermost, as an address of the process. */
size_t br_libdw_places(struct br_libdw *libdw, uint64_t address, enum br_symbol_grain grain,
                       struct br_symbol_place *places, uint64_t *begin);

/* For the unwinder (struct Dwfl); NULL where there is none. */
struct Dwfl;
struct Dwfl *br_libdw_session(struct br_libdw *libdw);

/* For the unwinder: the symboliser's libdw. */
struct br_libdw *br_symbols_libdw(struct br_symbols *symbols);

#endif
