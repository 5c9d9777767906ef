/*
 * The symboliser, on plug-ins that are compiled here: names where a symbol's extent covers the
 * address and never otherwise, with and without debug information, stripped, and rebuilt since.
 */
#include "unit/cmocka_all.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "measure/elf_file.h"
#include "engine/symbols.h"
#include "unit/scratch_folder.h"

/* `buried` lies behind `shown` in the file and is no dynamic symbol: in a stripped file the nearest
 * symbol before it is the wrong one. */
static const char source[] =
    "volatile unsigned long sink;\n"
    "__attribute__((noinline)) void shown(void) { for (int i = 0; i < 9; i++) sink += 1; }\n"
    "static inline __attribute__((always_inline)) void inner(void)\n"
    "{ for (int i = 0; i < 99; i++) sink += 3; }\n"
    "static __attribute__((noinline)) void buried(void) {\n"
    "    inner();\n"
    "}\n"
    "void *const buried_at = (void *)buried;\n";

static char folder[SCRATCH_PATH];

static void compile(const char *name, const char *flags)
{
    char path[SCRATCH_PATH + 256];
    scratch_path(path, folder, "planted.c");
    assert_int_equal(scratch_write(path, source, sizeof source - 1), 0);
    char *command =
        br_string_format("%s -shared -fPIC -Wl,--build-id %s -o %s/%s.new %s && "
                         "mv %s/%s.new %s/%s",
                         BENCHRUN_CC, flags, folder, name, path, folder, name, folder, name);
    int status = system(command); /* NOLINT(cert-env33-c): the compiler the build was told */
    free(command);
    assert_int_equal(status, 0);
}

struct planted {
    void *handle;
    uint64_t shown, buried;
};

static struct planted load(const char *name)
{
    char path[SCRATCH_PATH + 256];
    struct planted planted = {.handle = dlopen(scratch_path(path, folder, name), RTLD_NOW)};
    assert_non_null(planted.handle);
    planted.shown = (uintptr_t)dlsym(planted.handle, "shown");
    planted.buried = (uintptr_t) * (void **)dlsym(planted.handle, "buried_at");
    return planted;
}

static struct br_symbols *open_symbols(enum br_symbol_grain grain, const char *harness)
{
    struct br_mappings mappings = {0};
    struct br_symbols *symbols = NULL;
    struct br_error error = {0};
    assert_int_equal(br_mappings_read(&mappings, &error), 0);
    assert_int_equal(br_symbols_open(&mappings, grain, harness, &symbols, &error), 0);
    br_mappings_release(&mappings);
    return symbols;
}

/* The frames of one address, which stay the symboliser's until they are taken. */
static struct br_frames frames_of(struct br_symbols *symbols, uint64_t address, bool is_call)
{
    struct br_counts indices = {0};
    struct br_frames frames = {0};
    br_symbols_stack(symbols, &address, 1, is_call, &indices);
    br_symbols_take(symbols, &frames);
    assert_int_equal(indices.count, frames.count);
    free(indices.items);
    return frames;
}

static void release(struct br_frames *frames)
{
    struct br_stacks stacks = {.frames = *frames};
    br_shape_release(&br_stacks_shape, &stacks);
}

static void need_names(void)
{
    const char *reason;
    if (br_symbols_available(&reason))
        return;
    print_message("skipped: %s\n", reason);
    skip();
}

static void names_and_inlined_functions(void **state)
{
    (void)state;
    need_names();
    compile("debug.so", "-O1 -g");
    struct planted planted = load("debug.so");
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    /* An address within the loop of the inlined function. */
    struct br_frames frames = frames_of(symbols, planted.buried + 12, false);
    assert_int_equal(frames.count, 2);
    assert_string_equal(frames.items[0].function, "inner");
    assert_true(frames.items[0].inlined);
    assert_int_equal(frames.items[0].line, 4);
    assert_non_null(strstr(frames.items[0].file, "planted.c"));
    assert_string_equal(frames.items[1].function, "buried");
    assert_false(frames.items[1].inlined);
    assert_int_equal(frames.items[1].line, 6); /* where it calls inner */
    assert_string_equal(frames.items[1].library, "debug.so");
    assert_non_null(frames.items[1].build_id);
    release(&frames);
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

static void a_function_is_one_frame(void **state)
{
    (void)state;
    need_names();
    compile("functions.so", "-O1");
    struct planted planted = load("functions.so");
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_FUNCTIONS, NULL);
    struct br_counts indices = {0};
    struct br_frames frames;
    for (uint64_t i = 0; i < 8; i++) {
        uint64_t address = planted.buried + i;
        br_symbols_stack(symbols, &address, 1, false, &indices);
    }
    br_symbols_take(symbols, &frames);
    assert_int_equal(frames.count, 1);
    assert_int_equal(indices.count, 8);
    assert_string_equal(frames.items[0].function, "buried");
    Dl_info facts;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr) */
    assert_int_not_equal(dladdr((void *)(uintptr_t)planted.buried, &facts), 0);
    assert_int_equal(frames.items[0].offset, planted.buried - (uintptr_t)facts.dli_fbase);
    release(&frames);
    free(indices.items);
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

static bool is_said(const struct br_symbols *symbols, const char *part)
{
    struct br_texts reasons = {0};
    bool said = false;
    br_symbols_reasons(symbols, &reasons);
    for (size_t i = 0; i < reasons.count; i++) {
        said = said || strstr(reasons.items[i], part) != NULL;
        free(reasons.items[i]);
    }
    free(reasons.items);
    return said;
}

static void no_wrong_name_in_a_stripped_library(void **state)
{
    (void)state;
    /* Unoptimised, it sets up a frame: several rows of one unwinding entry, one begin. */
    compile("stripped.so", "-O0 -s");
    struct planted planted = load("stripped.so");
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    struct br_frames frames = frames_of(symbols, planted.buried + 3, false);
    Dl_info facts;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr) */
    assert_int_not_equal(dladdr((void *)(uintptr_t)planted.buried, &facts), 0);
    assert_int_equal(frames.count, 1);
    assert_null(frames.items[0].function);
    assert_string_equal(frames.items[0].library, "stripped.so");
    assert_int_equal(frames.items[0].offset, planted.buried + 3 - (uintptr_t)facts.dli_fbase);
    release(&frames);
    const char *reason;
    if (br_symbols_available(&reason)) {
        frames = frames_of(symbols, planted.buried + 3, false);
        assert_int_equal(frames.items[0].begin, planted.buried - (uintptr_t)facts.dli_fbase);
        release(&frames);
        assert_true(is_said(symbols, "stripped.so: no symbols for some of the code"));
        frames = frames_of(symbols, planted.shown + 3, false);
        assert_string_equal(frames.items[0].function, "shown");
        release(&frames);
    }
    br_symbols_close(symbols);

    /* By function, the unwinding table still knows where it begins. */
    if (br_symbols_available(&reason)) {
        symbols = open_symbols(BR_SYMBOLS_FUNCTIONS, NULL);
        frames = frames_of(symbols, planted.buried + 3, false);
        assert_null(frames.items[0].function);
        assert_int_equal(frames.items[0].offset, planted.buried - (uintptr_t)facts.dli_fbase);
        release(&frames);
        br_symbols_close(symbols);
    }
    dlclose(planted.handle);
}

static void a_file_built_anew_gives_no_names(void **state)
{
    (void)state;
    compile("anew.so", "-O1");
    struct planted planted = load("anew.so");
    struct br_mappings mappings = {0};
    assert_int_equal(br_mappings_read(&mappings, NULL), 0);
    compile("anew.so", "-O1 -DANEW -g");
    struct br_symbols *symbols = NULL;
    assert_int_equal(br_symbols_open(&mappings, BR_SYMBOLS_SITES, NULL, &symbols, NULL), 0);
    br_mappings_release(&mappings);
    struct br_frames frames = frames_of(symbols, planted.shown + 3, false);
    assert_int_equal(frames.count, 1);
    assert_null(frames.items[0].function);
    assert_string_equal(frames.items[0].library, "anew.so");
    release(&frames);
    assert_true(is_said(symbols, "anew.so was built anew since"));
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

static void a_file_that_is_gone_gives_no_names(void **state)
{
    (void)state;
    char path[sizeof folder + 16];
    compile("gone.so", "-O1 -g");
    struct planted planted = load("gone.so");
    snprintf(path, sizeof path, "%s/gone.so", folder);
    assert_int_equal(unlink(path), 0);
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    struct br_frames frames = frames_of(symbols, planted.shown + 3, false);
    assert_null(frames.items[0].function);
    assert_string_equal(frames.items[0].library, "gone.so");
    release(&frames);
    assert_true(is_said(symbols, "gone.so cannot be opened any more"));
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

/* Only what was looked for in vain needs a reason. */
static void names_that_are_there_need_no_reason(void **state)
{
    (void)state;
    need_names();
    compile("whole.so", "-O1 -g");
    struct planted planted = load("whole.so");
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    struct br_frames frames = frames_of(symbols, planted.shown + 3, false);
    release(&frames);
    assert_false(is_said(symbols, "whole.so"));
    assert_false(is_said(symbols, "no symbols"));
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

static void a_return_address_belongs_to_its_call(void **state)
{
    (void)state;
    need_names();
    compile("call.so", "-O1");
    struct planted planted = load("call.so");
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    struct br_frames frames = frames_of(symbols, planted.shown, true);
    assert_true(frames.items[0].function == NULL || strcmp(frames.items[0].function, "shown") != 0);
    release(&frames);
    br_symbols_close(symbols);
    dlclose(planted.handle);
}

static void the_harness_is_marked(void **state)
{
    (void)state;
    char *own = br_os_executable();
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_FUNCTIONS, own);
    struct br_frames frames = frames_of(symbols, (uintptr_t)the_harness_is_marked + 4, false);
    assert_true(frames.items[frames.count - 1].harness);
    release(&frames);
    frames = frames_of(symbols, (uintptr_t)dlsym(RTLD_DEFAULT, "strtol") + 4, false);
    assert_false(frames.items[0].harness);
    release(&frames);
    br_symbols_close(symbols);
    free(own);
}

static void an_address_of_nothing(void **state)
{
    (void)state;
    struct br_symbols *symbols = open_symbols(BR_SYMBOLS_SITES, NULL);
    struct br_frames frames = frames_of(symbols, 16, false);
    assert_int_equal(frames.count, 1);
    assert_null(frames.items[0].function);
    assert_null(frames.items[0].library);
    assert_int_equal(frames.items[0].offset, 16);
    release(&frames);
    br_symbols_close(symbols);
}

static void only_executable_lines_are_mappings(void **state)
{
    (void)state;
    static const char text[] = "7f00-7f10 r-xp 00001000 fe:01 12      /usr/lib/a b.so\n"
                               "7f10-7f20 r--p 00002000 fe:01 12      /usr/lib/a b.so\n"
                               "7f20-7f30 r-xp 00000000 00:00 0 \n"
                               "ffff-0000 r-xp 00000000 00:00 1       /backwards\n"
                               "nonsense\n\n"
                               "8000-9000 r-xp 00000000 fe:01 13      /gone (deleted)";
    struct br_mappings mappings = {0};
    br_mappings_parse(text, sizeof text - 1, &mappings);
    assert_int_equal(mappings.count, 2);
    assert_string_equal(mappings.items[0].path, "/usr/lib/a b.so");
    assert_int_equal(mappings.items[0].offset, 0x1000);
    assert_int_equal(mappings.items[1].start, 0x8000);
    struct br_symbols *symbols = NULL;
    assert_int_equal(br_symbols_open(&mappings, BR_SYMBOLS_SITES, NULL, &symbols, NULL), 0);
    struct br_frames frames = frames_of(symbols, 0x8010, false);
    assert_string_equal(frames.items[0].library, "gone");
    assert_int_equal(frames.items[0].offset, 0x10);
    release(&frames);
    br_symbols_close(symbols);
    br_mappings_release(&mappings);
}

/* Every beginning of a file, and a file whose header points anywhere. */
static void torn_files_are_read_within_their_bounds(void **state)
{
    (void)state;
    char path[SCRATCH_PATH + 256];
    char torn[SCRATCH_PATH + 256];
    char *data = NULL;
    size_t size = 0;
    compile("whole.so", "-O1");
    scratch_path(torn, folder, "torn.so");
    assert_int_equal(br_os_read_file(scratch_path(path, folder, "whole.so"), &data, &size, NULL),
                     0);
    for (size_t cut = 1; cut < size; cut += cut < 1024 ? 17 : 509) {
        struct br_elf_file file;
        uint64_t at;
        uint64_t end;
        assert_int_equal(scratch_write(torn, data, cut), 0);
        if (!br_elf_open(torn, &file))
            continue;
        br_elf_address(&file, cut, &at);
        br_elf_section(&file, ".text", &at, &end);
        br_elf_close(&file);
    }
    for (size_t byte = 16; byte < 64; byte++) { /* behind e_ident: offsets, sizes, counts */
        struct br_elf_file file;
        uint64_t at;
        uint64_t end;
        char was = data[byte];
        data[byte] = (char)0xFF;
        assert_int_equal(scratch_write(torn, data, size), 0);
        data[byte] = was;
        if (!br_elf_open(torn, &file))
            continue;
        br_elf_address(&file, 0, &at);
        br_elf_section(&file, "none", &at, &end);
        br_elf_close(&file);
    }
    free(data);
}

static int make_folder(void **state)
{
    (void)state;
    return scratch_make(folder);
}

static int remove_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_inlined_functions),
        cmocka_unit_test(a_function_is_one_frame),
        cmocka_unit_test(no_wrong_name_in_a_stripped_library),
        cmocka_unit_test(a_file_built_anew_gives_no_names),
        cmocka_unit_test(a_file_that_is_gone_gives_no_names),
        cmocka_unit_test(names_that_are_there_need_no_reason),
        cmocka_unit_test(a_return_address_belongs_to_its_call),
        cmocka_unit_test(the_harness_is_marked),
        cmocka_unit_test(an_address_of_nothing),
        cmocka_unit_test(only_executable_lines_are_mappings),
        cmocka_unit_test(torn_files_are_read_within_their_bounds),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
