/* Workloads and modes by name; plug-ins made on the spot with the C compiler, good and bad. */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/workloads.h"
#include "engine/registry.h"
#include "unit/scratch_folder.h"

static const struct br_workload *const workloads[] = {&br_workload_null, &br_workload_ndjson,
                                                      &br_workload_skeleton, NULL};
static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};
static const struct br_registry registry = {.workloads = workloads, .modes = modes};

static void must_contain(const char *text, const char *what)
{
    if (strstr(text, what) == NULL)
        fail_msg("'%s' is not in: %s", what, text);
}

/* ---- names ---- */

static void built_ins_are_found_by_name(void **state)
{
    (void)state;
    struct br_loaded loaded = {0};
    assert_int_equal(br_registry_load(&registry, "ndjson", &loaded, NULL), 0);
    assert_ptr_equal(loaded.workload, &br_workload_ndjson);
    assert_null(loaded.handle);
    br_registry_unload(&loaded);
    assert_null(loaded.workload);
    assert_ptr_equal(br_registry_mode(&registry, "concurrent"), &br_mode_concurrent);
    assert_null(br_registry_mode(&registry, "concurent"));
    assert_true(br_registry_is_path("./a.so"));
    assert_false(br_registry_is_path("a.so"));
}

static void an_unknown_name_is_told_with_the_nearest(void **state)
{
    (void)state;
    struct br_loaded loaded = {0};
    struct br_error error = {0};
    assert_int_equal(br_registry_load(&registry, "ndjsn", &loaded, &error), BR_ERROR_USAGE);
    must_contain(error.message, "no workload is called 'ndjsn': did you mean 'ndjson'?");
    must_contain(error.message, "there are null, ndjson, skeleton");
    assert_int_equal(br_registry_load(&registry, "plugin.so", &loaded, &error), BR_ERROR_USAGE);
    must_contain(error.message, "a plug-in is named by a path with a slash");
    assert_null(loaded.workload);
}

static void what_was_left_out_of_the_build_is_told_with_the_reason(void **state)
{
    (void)state;
    static const struct br_absence absences[] = {
        {.name = "marc", .reason = "libyaz was not found", .is_workload = true},
        {.name = "suites", .reason = "libyaml was not found"},
        {0}};
    const struct br_registry without = {
        .workloads = workloads, .modes = modes, .absences = absences};
    struct br_loaded loaded = {0};
    struct br_error error = {0};
    assert_int_equal(br_registry_load(&without, "marc", &loaded, &error), BR_ERROR_USAGE);
    must_contain(error.message,
                 "the workload marc is not in this build of benchrun: libyaz was not found;");
    assert_int_equal(br_registry_load(&without, "suites", &loaded, &error), BR_ERROR_USAGE);
    must_contain(error.message, "no workload is called 'suites'");
    assert_null(loaded.workload);
}

static void settings_are_held_to_the_options(void **state)
{
    (void)state;
    struct br_setting items[] = {{(char *)"framing", (char *)"lines"},
                                 {(char *)"framming", (char *)"lines"},
                                 {(char *)"write", (char *)"compct"},
                                 {(char *)"zzzzzz", (char *)"1"},
                                 {(char *)"\x1b[31m\n", (char *)"1"}};
    struct br_settings settings = {items, 5};
    struct br_text mistakes = {0};
    assert_int_equal(br_registry_check_settings(&br_workload_ndjson, &settings, &mistakes), 4);
    must_contain(br_text_string(&mistakes), "-O framming: the workload ndjson has no such option: "
                                            "did you mean 'framing'?\n");
    must_contain(br_text_string(&mistakes), "-O write: 'compct' is not one of none, compact");
    must_contain(br_text_string(&mistakes),
                 "-O zzzzzz: the workload ndjson has no such option; 'benchrun list' shows");
    must_contain(br_text_string(&mistakes), "-O \\x1b[31m\\x0a: the workload ndjson");
    br_text_clear(&mistakes);
    settings.count = 1;
    assert_int_equal(br_registry_check_settings(&br_workload_ndjson, &settings, &mistakes), 0);
    assert_string_equal(br_text_string(&mistakes), "");
    br_text_release(&mistakes);
}

/* ---- plug-ins ---- */

#define HEAD                                                                                       \
    "#include <benchrun/workload.h>\n"                                                             \
    "static size_t frame(const void *s, const unsigned char *i, uint64_t n, uint64_t *o,\n"        \
    "                    struct br_span *p, size_t c)\n"                                           \
    "{ (void)s; (void)i; (void)p; (void)c; *o = n; return 0; }\n"                                  \
    "static void process(void *w, const unsigned char *r, size_t n, struct br_outcome *o)\n"       \
    "{ (void)w; (void)r; (void)n; (void)o; }\n"
#define WORKLOAD(version, size, name, frame, process)                                              \
    "const struct br_workload benchrun_workload = { .abi_version = " version                       \
    ", .struct_size = " size ", .name = " name ", .frame = " frame ", .process = " process " };\n"
#define GOOD                                                                                       \
    HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "sizeof(struct br_workload)", "\"mine\"", "frame",    \
                  "process")

static char folder[SCRATCH_PATH];

static bool has_compiler(void)
{
    return system(BENCHRUN_CC " --version >/dev/null 2>&1") == 0;
}

/* Compiles `source` to a plug-in; its path is static. Skips the test where there is no compiler. */
static const char *plugin_of(const char *source)
{
    static char path[SCRATCH_PATH + 256];
    static int number;
    char file[SCRATCH_PATH + 256];
    char command[4 * SCRATCH_PATH];
    char name[32];
    if (!has_compiler()) {
        print_message("skipped: there is no C compiler called " BENCHRUN_CC "\n");
        skip();
    }
    snprintf(name, sizeof name, "plugin%d.c", number);
    assert_int_equal(scratch_write(scratch_path(file, folder, name), source, strlen(source)), 0);
    snprintf(name, sizeof name, "plugin%d.so", number++);
    scratch_path(path, folder, name);
    snprintf(command, sizeof command, BENCHRUN_CC " -shared -fPIC -I'%s/include' -o '%s' '%s'",
             BENCHRUN_SOURCE_DIR, path, file);
    assert_int_equal(system(command), 0);
    return path;
}

static void refuse(const char *path, const char *why)
{
    struct br_loaded loaded = {0};
    struct br_error error = {0};
    assert_int_equal(br_registry_load(&registry, path, &loaded, &error), BR_ERROR_INPUT);
    must_contain(error.message, path);
    must_contain(error.message, why);
    assert_null(loaded.workload);
    assert_null(loaded.handle);
}

static void a_good_plug_in_is_loaded_and_unloaded(void **state)
{
    (void)state;
    struct br_loaded loaded = {0};
    struct br_error error = {0};
    if (br_registry_load(&registry, plugin_of(GOOD), &loaded, &error) != 0)
        fail_msg("%s", error.message);
    assert_string_equal(loaded.workload->name, "mine");
    assert_non_null(loaded.handle);
    br_registry_unload(&loaded);
    assert_null(loaded.handle);
}

static void what_is_no_plug_in_is_refused(void **state)
{
    (void)state;
    char path[SCRATCH_PATH + 256];
    refuse("./there/is/none.so", "does not exist");
    assert_int_equal(scratch_write(scratch_path(path, folder, "text.so"), "text", 4), 0);
    refuse(path, "cannot be loaded");
    refuse(plugin_of("int x;\n"), "does not export 'benchrun_workload'");
}

static void a_plug_in_of_another_kind_is_refused(void **state)
{
    (void)state;
    refuse(
        plugin_of(HEAD WORKLOAD("7", "sizeof(struct br_workload)", "\"mine\"", "frame", "process")),
        "has ABI version 7, this benchrun speaks version 1");
    refuse(plugin_of(HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "8", "\"mine\"", "frame", "process")),
           "says its struct br_workload has 8 bytes");
    refuse(plugin_of(HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "sizeof(struct br_workload)",
                                   "\"a name\"", "frame", "process")),
           "no usable name");
    refuse(plugin_of(HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "sizeof(struct br_workload)", "0",
                                   "frame", "process")),
           "no usable name");
    refuse(plugin_of(HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "sizeof(struct br_workload)",
                                   "\"mine\"", "0", "process")),
           "lacks the callback 'frame'");
    refuse(plugin_of(HEAD WORKLOAD("BR_WORKLOAD_ABI_VERSION", "sizeof(struct br_workload)",
                                   "\"mine\"", "frame", "0")),
           "lacks the callback 'process'");
}

/* Version and size are looked at first: nothing else of a foreign struct may be touched. */
static void a_foreign_struct_is_not_read_beyond_its_size(void **state)
{
    (void)state;
    refuse(plugin_of("const unsigned benchrun_workload[2] = {2, 8};\n"),
           "has ABI version 2, this benchrun speaks version 1: build it again with this benchrun's "
           "headers, or use the newer benchrun");
    refuse(plugin_of("const unsigned benchrun_workload[2] = {0, 8};\n"), "has ABI version 0");
    refuse(plugin_of("const unsigned benchrun_workload[2] = {1, 8};\n"), "has 8 bytes");
}

static void an_allocator_of_its_own_is_refused(void **state)
{
    (void)state;
    refuse(plugin_of(GOOD "void *malloc(size_t n) { (void)n; return 0; }\n"), "defines malloc");
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
        cmocka_unit_test(built_ins_are_found_by_name),
        cmocka_unit_test(an_unknown_name_is_told_with_the_nearest),
        cmocka_unit_test(what_was_left_out_of_the_build_is_told_with_the_reason),
        cmocka_unit_test(settings_are_held_to_the_options),
        cmocka_unit_test(a_good_plug_in_is_loaded_and_unloaded),
        cmocka_unit_test(what_is_no_plug_in_is_refused),
        cmocka_unit_test(a_plug_in_of_another_kind_is_refused),
        cmocka_unit_test(a_foreign_struct_is_not_read_beyond_its_size),
        cmocka_unit_test(an_allocator_of_its_own_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
