/* Names for addresses: files, frames and the table of them; see symbols.h. */
#include "engine/symbols.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "engine/symbols_private.h"
#include "optional_parts.h"

#define HARNESS_LIBRARIES "libbenchrun-"

/* A set of numbers found by hash; slots are powers of two and at most half full. */
struct slot {
    uint64_t key;
    uint64_t first, count; /* what it stands for; count 0 = empty slot */
};
struct index {
    struct slot *slots;
    size_t capacity, used;
};

struct br_symbols {
    enum br_symbol_grain grain;
    struct br_symbol_files files;
    struct br_libdw *libdw;
    struct br_frames frames; /* the table */
    struct br_counts chains; /* of indices into it, one after the other */
    struct index of_address; /* address -> chain */
    struct index of_frame;   /* hash of a frame -> its index + 0, count 1 */
};

/* ---- index ---- */

static uint64_t mix(uint64_t value)
{
    value ^= value >> 33;
    value *= 0xFF51AFD7ED558CCDu; /* finaliser of MurmurHash3, by Austin Appleby */
    value ^= value >> 33;
    return value;
}

static struct slot *probe(struct slot *slots, size_t capacity, uint64_t key)
{
    size_t at = (size_t)mix(key) & (capacity - 1);
    while (slots[at].count > 0 && slots[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

/* The slot of a key, empty when it is new; false when memory is out. */
static struct slot *slot_of(struct index *index, uint64_t key)
{
    if (index->used * 2 >= index->capacity) {
        size_t capacity = index->capacity > 0 ? index->capacity * 2 : 256;
        struct slot *slots = calloc(capacity, sizeof *slots);
        if (slots == NULL)
            abort();
        for (size_t i = 0; i < index->capacity; i++) {
            if (index->slots[i].count > 0)
                *probe(slots, capacity, index->slots[i].key) = index->slots[i];
        }
        free(index->slots);
        index->slots = slots;
        index->capacity = capacity;
    }
    return probe(index->slots, index->capacity, key);
}

static void fill_slot(struct index *index, struct slot *slot, uint64_t key, uint64_t first,
                      uint64_t count)
{
    *slot = (struct slot){.key = key, .first = first, .count = count};
    index->used++;
}

/* ---- files ---- */

static void explain(struct br_symbol_file *file, const struct br_mapping *mapping, bool opened)
{
    if (!opened && file->path[0] == '/')
        file->reason = br_string_format(
            "%s cannot be opened any more, so its functions have no names; put it back",
            file->path);
    else if (mapping->build_id != NULL && file->elf.build_id != NULL &&
             strcmp(mapping->build_id, file->elf.build_id) != 0)
        file->reason = br_string_format(
            "%s was built anew since (build id %s then, %s now), so its functions have no names; "
            "measure again, or put the old file back",
            file->path, mapping->build_id, file->elf.build_id);
}

static void mark_harness(struct br_symbol_file *file, const char *harness)
{
    if (harness == NULL)
        return;
    file->harness = strcmp(file->path, harness) == 0 ||
                    strncmp(file->library, HARNESS_LIBRARIES, strlen(HARNESS_LIBRARIES)) == 0;
    if (file->harness && file->elf.data != NULL)
        br_elf_section(&file->elf, BR_SYMBOLS_WORKLOADS, &file->workloads_start,
                       &file->workloads_end);
}

/* The kernel says " (deleted)" behind the name of a file that was removed or replaced. */
static char *path_of(const char *name)
{
    static const char deleted[] = " (deleted)";
    size_t length = strlen(name);
    size_t tail = sizeof deleted - 1;
    if (length > tail && strcmp(name + length - tail, deleted) == 0)
        length -= tail;
    return br_string_format("%.*s", (int)length, name);
}

static void add_file(struct br_symbols *symbols, const struct br_mapping *mapping,
                     const char *harness)
{
    struct br_symbol_file *file = br_list_append(&symbols->files, sizeof *file);
    uint64_t address = mapping->offset;
    file->start = mapping->start;
    file->end = mapping->end;
    file->path = path_of(mapping->path);
    const char *slash = strrchr(file->path, '/');
    file->library = br_string_copy(slash != NULL ? slash + 1 : file->path);
    bool opened = br_elf_open(file->path, &file->elf);
    explain(file, mapping, opened);
    file->build_id =
        br_string_copy(mapping->build_id != NULL ? mapping->build_id : file->elf.build_id);
    /* Of another build, or none: the offset in the file is the best there is. */
    if (opened && file->reason == NULL)
        br_elf_address(&file->elf, mapping->offset, &address);
    file->bias = mapping->start - address;
    mark_harness(file, harness);
}

static void add_mapping(struct br_symbols *symbols, const struct br_mapping *mapping,
                        const char *harness)
{
    if (symbols->files.count > 0) {
        struct br_symbol_file *last = &symbols->files.items[symbols->files.count - 1];
        char *path = path_of(mapping->path);
        bool same = strcmp(last->path, path) == 0 && mapping->start >= last->end;
        free(path);
        if (same) {
            last->end = mapping->end;
            return;
        }
    }
    add_file(symbols, mapping, harness);
}

static struct br_symbol_file *file_of(const struct br_symbols *symbols, uint64_t address)
{
    for (size_t i = 0; i < symbols->files.count; i++) {
        struct br_symbol_file *file = &symbols->files.items[i];
        if (address >= file->start && address < file->end)
            return file;
    }
    return NULL;
}

/* ---- frames ---- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u; /* FNV-1a */
    return mix(hash + 1);
}

static uint64_t hash_frame(const struct br_frame *frame)
{
    uint64_t hash = 0xCBF29CE484222325u;
    hash = hash_text(hash, frame->function);
    hash = hash_text(hash, frame->library);
    hash = hash_text(hash, frame->file);
    hash = mix(hash ^ frame->line) ^ (frame->offset << 1) ^ (frame->inlined ? 1 : 0);
    return mix(hash);
}

/* Puts a frame, whose texts it takes over, into the table unless it is there; returns its index.
 * Two frames of one hash in 2^64 would be taken for one. */
static uint64_t keep_frame(struct br_symbols *symbols, struct br_frame *frame)
{
    uint64_t key = hash_frame(frame);
    struct slot *slot = slot_of(&symbols->of_frame, key);
    if (slot->count > 0) {
        free(frame->function);
        free(frame->library);
        free(frame->build_id);
        free(frame->file);
        return slot->first;
    }
    uint64_t index = symbols->frames.count;
    struct br_frame *place = br_list_append(&symbols->frames, sizeof *place);
    *place = *frame;
    fill_slot(&symbols->of_frame, slot, key, index, 1);
    return index;
}

static bool is_harness(const struct br_symbol_file *file, uint64_t address)
{
    uint64_t own = address - file->bias;
    return file->harness && !(own >= file->workloads_start && own < file->workloads_end);
}

static size_t places_of(struct br_symbols *symbols, const struct br_symbol_file *file,
                        uint64_t address, struct br_symbol_place *places, uint64_t *begin)
{
    *begin = address;
    places[0] = (struct br_symbol_place){0};
    if (symbols->libdw == NULL || file->reason != NULL)
        return 1;
    return br_libdw_places(symbols->libdw, address, symbols->grain, places, begin);
}

static void add_chain(struct br_symbols *symbols, uint64_t address)
{
    struct br_symbol_place places[BR_SYMBOL_DEPTH];
    struct br_symbol_file *file = file_of(symbols, address);
    if (file == NULL) {
        struct br_frame frame = {.offset = address};
        *(uint64_t *)br_list_append(&symbols->chains, sizeof(uint64_t)) =
            keep_frame(symbols, &frame);
        return;
    }
    uint64_t begin = address;
    size_t count = places_of(symbols, file, address, places, &begin);
    file->nameless = file->nameless || places[count - 1].function == NULL;
    uint64_t offset = (symbols->grain == BR_SYMBOLS_FUNCTIONS ? begin : address) - file->bias;
    for (size_t i = 0; i < count; i++) {
        struct br_frame frame = {
            .function = places[i].function,
            .library = br_string_copy(file->library),
            .build_id = br_string_copy(file->build_id),
            .offset = offset,
            .begin = begin - file->bias,
            .file = br_string_copy(places[i].file),
            .line = places[i].line,
            .inlined = places[i].inlined,
            .harness = is_harness(file, address),
        };
        *(uint64_t *)br_list_append(&symbols->chains, sizeof(uint64_t)) =
            keep_frame(symbols, &frame);
    }
}

static void append_address(struct br_symbols *symbols, uint64_t address, struct br_counts *frames)
{
    struct slot *slot = slot_of(&symbols->of_address, address);
    uint64_t first = slot->first;
    uint64_t count = slot->count;
    if (count == 0) {
        first = symbols->chains.count;
        add_chain(symbols, address);
        count = symbols->chains.count - first;
        fill_slot(&symbols->of_address, slot, address, first, count);
    }
    for (uint64_t i = first; i < first + count; i++)
        *(uint64_t *)br_list_append(frames, sizeof(uint64_t)) = symbols->chains.items[i];
}

void br_symbols_stack(struct br_symbols *symbols, const uint64_t *addresses, size_t count,
                      bool first_is_call, struct br_counts *frames)
{
    for (size_t i = 0; i < count; i++) {
        bool is_call = i > 0 || first_is_call;
        append_address(symbols, addresses[i] - (is_call && addresses[i] > 0 ? 1 : 0), frames);
    }
}

bool br_symbols_is_root(const struct br_symbols *symbols, uint64_t frame)
{
    const struct br_frame *at = &symbols->frames.items[frame];
    return at->harness || (at->library != NULL && (strncmp(at->library, "libc.", 5) == 0 ||
                                                   strncmp(at->library, "ld-", 3) == 0));
}

uint64_t br_symbols_named(struct br_symbols *symbols, const char *function)
{
    struct br_frame frame = {.function = br_string_copy(function)};
    return keep_frame(symbols, &frame);
}

/* ---- life ---- */

int br_symbols_open(const struct br_mappings *mappings, enum br_symbol_grain grain,
                    const char *harness, struct br_symbols **symbols_out, struct br_error *error)
{
    struct br_symbols *symbols = calloc(1, sizeof *symbols);
    if (symbols == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the names of functions");
    symbols->grain = grain;
    for (size_t i = 0; i < mappings->count; i++)
        add_mapping(symbols, &mappings->items[i], harness);
    symbols->libdw = br_libdw_open(&symbols->files);
    *symbols_out = symbols;
    return 0;
}

static void forget_index(struct index *index)
{
    free(index->slots);
    *index = (struct index){0};
}

void br_symbols_take(struct br_symbols *symbols, struct br_frames *frames)
{
    *frames = symbols->frames;
    symbols->frames = (struct br_frames){0};
    symbols->chains.count = 0;
    forget_index(&symbols->of_address);
    forget_index(&symbols->of_frame);
}

void br_symbols_close(struct br_symbols *symbols)
{
    struct br_frames frames;
    if (symbols == NULL)
        return;
    br_symbols_take(symbols, &frames);
    struct br_stacks rest = {.frames = frames};
    br_shape_release(&br_stacks_shape, &rest);
    br_libdw_close(symbols->libdw);
    for (size_t i = 0; i < symbols->files.count; i++) {
        struct br_symbol_file *file = &symbols->files.items[i];
        br_elf_close(&file->elf);
        free(file->path);
        free(file->library);
        free(file->build_id);
        free(file->reason);
    }
    free(symbols->files.items);
    free(symbols->chains.items);
    free(symbols);
}

/* What the kernel maps of its own ("[vdso]") is no file. */
static bool lacks_symbols(const struct br_symbol_file *file)
{
    return file->nameless && file->reason == NULL && file->path[0] == '/';
}

static void append_symbols_lacking(const struct br_symbols *symbols, struct br_texts *reasons)
{
    struct br_text text = {0};
    for (size_t i = 0; i < symbols->files.count; i++) {
        if (lacks_symbols(&symbols->files.items[i]))
            br_text_format(&text, "%s%s", text.size > 0 ? ", " : "",
                           symbols->files.items[i].library);
    }
    if (text.size > 0)
        *(char **)br_list_append(reasons, sizeof(char *)) =
            br_string_format("%s: no symbols for some of the code, so library and offset stand for "
                             "it; install the debug symbols, or do not strip the file",
                             br_text_string(&text));
    br_text_release(&text);
}

void br_symbols_reasons(const struct br_symbols *symbols, struct br_texts *reasons)
{
    for (size_t i = 0; i < symbols->files.count; i++) {
        const struct br_symbol_file *file = &symbols->files.items[i];
        if (file->nameless && file->reason != NULL)
            *(char **)br_list_append(reasons, sizeof(char *)) = br_string_copy(file->reason);
    }
    if (symbols->libdw != NULL)
        append_symbols_lacking(symbols, reasons);
}

struct br_libdw *br_symbols_libdw(struct br_symbols *symbols)
{
    return symbols->libdw;
}

bool br_symbols_available(const char **reason)
{
#if BR_HAS_DW
    *reason = NULL;
    return true;
#else
    *reason = BR_ABSENCE_DW;
    return false;
#endif
}

#if !BR_HAS_DW
struct br_libdw *br_libdw_open(const struct br_symbol_files *files)
{
    (void)files;
    return NULL;
}

void br_libdw_close(struct br_libdw *libdw)
{
    (void)libdw;
}

size_t br_libdw_places(struct br_libdw *libdw, uint64_t address, enum br_symbol_grain grain,
                       struct br_symbol_place *places, uint64_t *begin)
{
    (void)libdw, (void)address, (void)grain, (void)begin;
    places[0] = (struct br_symbol_place){0};
    return 1;
}

struct Dwfl *br_libdw_session(struct br_libdw *libdw)
{
    (void)libdw;
    return NULL;
}
#endif
