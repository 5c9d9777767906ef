/* Sampled stacks for other programs: speedscope's file, gperftools' file, and what is saved where.
 * Names that would break either format come out harmless. */
#include "unit/cmocka_all.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "report/gperftools.h"
#include "report/report.h"
#include "report/speedscope.h"
#include "unit/scratch_folder.h"

#include "small_profile.h"

enum { LOOP, WORK, HOSTILE, DECREMENT, BARE, KERNEL, FRAMES };

/* Copied where they become a profile's; else borrowed, and nothing is released. */
static struct br_frame frames[FRAMES] = {
    [LOOP] = {.function = (char[]){"lane_take"}, .library = (char[]){"benchrun"}, .harness = true},
    [WORK] = {.function = (char[]){"process"},
              .library = (char[]){"plugin.so"},
              .file = (char[]){"plugin.c"},
              .line = 12},
    [HOSTILE] = {.function = (char[]){"\"quoted\\\n; 0x10 é\xff"}, .library = (char[]){"a\"b.so"}},
    [DECREMENT] = {.function = (char[]){"it::operator--"}, .library = (char[]){"plugin.so"}},
    [BARE] = {.library = (char[]){"libp.so"}, .offset = 0x1f30},
    [KERNEL] = {.function = (char[]){"[kernel]"}},
};

#define STACK(count_of, ...)                                                                       \
    {                                                                                              \
        .frames = {.items = (uint64_t[]){__VA_ARGS__},                                             \
                   .count = sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)},                 \
        .samples = (count_of), .value = (count_of)*1003009.0                                       \
    }

static struct br_stacks made(struct br_stack *stacks, size_t count)
{
    static char unit[] = "ns";
    return (struct br_stacks){.unit = unit,
                              .period = 1003009,
                              .frames = {.items = frames, .count = FRAMES},
                              .stacks = {.items = stacks, .count = count}};
}

/* ---- speedscope ---- */

static const cJSON *frame_of(const cJSON *root, const cJSON *profile, int sample, int place)
{
    const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(profile, "samples"), sample);
    int index = (int)cJSON_GetNumberValue(cJSON_GetArrayItem(row, place));
    const cJSON *shared = cJSON_GetObjectItem(root, "shared");
    return cJSON_GetArrayItem(cJSON_GetObjectItem(shared, "frames"), index);
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
}

static void several_profiles_share_one_table(void **state)
{
    (void)state;
    struct br_stack first_items[] = {STACK(5, HOSTILE, WORK, LOOP), STACK(2, BARE, WORK, LOOP)};
    struct br_stack second_items[] = {STACK(3, KERNEL, WORK, LOOP)};
    struct br_stacks first = made(first_items, 2), second = made(second_items, 1);
    struct br_stack_views views;
    struct br_speedscope scope = {0};
    struct br_text text = {0};
    assert_true(br_stack_views_make(&first, NULL, &views));
    br_speedscope_add(&scope, &views, "one \"cell\"");
    br_stack_views_release(&views);
    assert_true(br_stack_views_make(&second, NULL, &views));
    br_speedscope_add(&scope, &views, "another");
    br_stack_views_release(&views);
    br_speedscope_write(&scope, "w", &text);
    br_speedscope_release(&scope);
    assert_false(text.failed);

    cJSON *root = cJSON_Parse(br_text_string(&text));
    assert_non_null(root);
    const cJSON *profiles = cJSON_GetObjectItem(root, "profiles");
    assert_int_equal(cJSON_GetArraySize(profiles), 2);
    const cJSON *profile = cJSON_GetArrayItem(profiles, 0);
    assert_string_equal(text_of(profile, "name"), "one \"cell\"");
    assert_string_equal(text_of(profile, "unit"), "nanoseconds");
    assert_int_equal((int)cJSON_GetNumberValue(cJSON_GetObjectItem(profile, "endValue")),
                     7 * 1003009);
    assert_string_equal(text_of(frame_of(root, profile, 0, 0), "name"), BR_STACKS_HARNESS);
    assert_string_equal(text_of(frame_of(root, profile, 0, 1), "name"), "process");
    assert_string_equal(text_of(frame_of(root, profile, 0, 1), "file"), "plugin.c");
    assert_string_equal(text_of(frame_of(root, profile, 0, 2), "name"),
                        "\"quoted\\\\x0a; 0x10 é\\xff");
    assert_string_equal(text_of(frame_of(root, profile, 1, 2), "name"), "libp.so+0x1f30");
    assert_string_equal(text_of(frame_of(root, profile, 1, 2), "file"), "libp.so");
    profile = cJSON_GetArrayItem(profiles, 1);
    assert_string_equal(text_of(frame_of(root, profile, 0, 2), "name"), "[kernel]");
    assert_null(text_of(frame_of(root, profile, 0, 2), "file"));
    cJSON_Delete(root);
    br_text_release(&text);
}

/* ---- gperftools ---- */

struct reader {
    const char *symbols;
    const unsigned char *at, *end;
};

static uint64_t word(struct reader *reader)
{
    uint64_t value;
    assert_true((size_t)(reader->end - reader->at) >= sizeof value);
    memcpy(&value, reader->at, sizeof value);
    reader->at += sizeof value;
    return value;
}

static struct reader opened(const struct br_text *text)
{
    static const char mark[] = "\n---\n--- profile\n";
    struct reader reader = {.symbols = text->data};
    const char *binary = strstr(text->data, mark); /* the symbols have no NUL */
    assert_non_null(binary);
    reader.at = (const unsigned char *)binary + strlen(mark);
    reader.end = (const unsigned char *)text->data + text->size;
    static const uint64_t header[] = {0, 3, 0, 1003, 0};
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++)
        assert_int_equal(word(&reader), header[i]);
    return reader;
}

static void assert_named(const struct reader *reader, uint64_t address, const char *name)
{
    char *line = br_string_format("\n0x%llx %s\n", (unsigned long long)address, name);
    if (strstr(reader->symbols, line) == NULL)
        fail_msg("no line%s", line);
    free(line);
}

/* The next record: the innermost frame is `name`, of so many; returns the second's address. */
static uint64_t assert_record(struct reader *reader, uint64_t samples, uint64_t depth,
                              const char *name)
{
    uint64_t second = 0;
    assert_int_equal(word(reader), samples);
    assert_int_equal(word(reader), depth);
    for (uint64_t i = 0; i < depth; i++) {
        uint64_t address = word(reader);
        if (i == 0) { /* a reader may take one off, for the call before a return address */
            assert_named(reader, address, name);
            assert_named(reader, address - 1, name);
        }
        second = i == 1 ? address : second;
    }
    return second;
}

static void assert_trailer(struct reader *reader)
{
    assert_int_equal(word(reader), 0);
    assert_int_equal(word(reader), 1);
    assert_int_equal(word(reader), 0);
    assert_ptr_equal(reader->at, reader->end);
}

static void gperftools_reads_names_and_counts(void **state)
{
    (void)state;
    struct br_stack items[] = {STACK(5, HOSTILE, WORK, LOOP), STACK(2, DECREMENT, WORK, LOOP),
                               STACK(1, BARE, WORK, LOOP)};
    struct br_stacks stacks = made(items, 3);
    struct br_stack_views views;
    struct br_text text = {0};
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    br_gperftools_profile(&views, &text);
    br_stack_views_release(&views);
    struct reader reader = opened(&text);
    uint64_t seconds[] = {assert_record(&reader, 1, 3, "\"quoted\\\\x0a; 0x10 é\\xff"),
                          assert_record(&reader, 4, 3, "\"quoted\\\\x0a; 0x10 é\\xff"),
                          assert_record(&reader, 2, 3, "it::operator- -"),
                          assert_record(&reader, 1, 3, "libp.so+0x1f30")};
    assert_trailer(&reader);
    /* One function, and yet not one address that pprof would take for a signal handler's. */
    for (size_t i = 0; i < 4; i++)
        assert_named(&reader, seconds[i], "process");
    assert_int_not_equal(seconds[0], seconds[1]);
    br_text_release(&text);
}

static void incomplete_is_a_name_to_gperftools(void **state)
{
    (void)state;
    struct br_stack items[] = {STACK(3, WORK)};
    items[0].truncated = true;
    struct br_stacks stacks = made(items, 1);
    struct br_stack_views views;
    struct br_text text = {0};
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    br_gperftools_profile(&views, &text);
    br_stack_views_release(&views);
    struct reader reader = opened(&text);
    assert_named(&reader, assert_record(&reader, 1, 2, "process"), "incomplete");
    assert_named(&reader, assert_record(&reader, 2, 2, "process"), "incomplete");
    assert_trailer(&reader);
    br_text_release(&text);
}

/* ---- files ---- */

static void copy_stacks(const struct br_stacks *from, const char *kind, const char *unit,
                        struct br_result *result)
{
    struct br_stacks *stacks = br_list_append(&result->stacks, sizeof *stacks);
    stacks->kind = br_string_copy(kind);
    stacks->unit = br_string_copy(unit);
    stacks->period = from->period;
    for (size_t i = 0; i < from->frames.count; i++) {
        struct br_frame *frame = br_list_append(&stacks->frames, sizeof *frame);
        *frame = from->frames.items[i];
        frame->function = br_string_copy(frame->function);
        frame->library = br_string_copy(frame->library);
        frame->file = br_string_copy(frame->file);
    }
    for (size_t i = 0; i < from->stacks.count; i++) {
        const struct br_stack *other = &from->stacks.items[i];
        struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
        *stack = (struct br_stack){.samples = other->samples, .value = other->value};
        for (size_t f = 0; f < other->frames.count; f++)
            *(uint64_t *)br_list_append(&stack->frames, sizeof(uint64_t)) = other->frames.items[f];
    }
}

static void make_profile(struct br_profile *profile)
{
    struct br_stack items[] = {STACK(5, HOSTILE, WORK, LOOP), STACK(2, BARE, WORK, LOOP),
                               STACK(1, KERNEL, LOOP)};
    struct br_stacks stacks = made(items, 3);
    small_profile_start(profile);
    copy_stacks(&stacks, "cpu", "ns", small_profile_add(profile, "cpu", 1000, 1));
    copy_stacks(&stacks, "cpu", "ns", small_profile_add(profile, "cpu", 1000, 2));
    copy_stacks(&stacks, "heap-peak", "B", small_profile_add(profile, "heap", 1000, 1));
}

static bool is_written(const struct br_text *written, const char *ending)
{
    const char *at = strstr(br_text_string(written), ending);
    return at != NULL && at[strlen(ending)] == '\n';
}

/* Leaves them beside the build, where tests/node holds them to speedscope's own schema. */
static void all_cells_are_in_one_file(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_text written = {0};
    struct br_error error = {0}, unsaved = {0};
    make_profile(&profile);
    struct br_report_request request = {.folder = BENCHRUN_BINARY_DIR "/saved-stacks"};
    if (br_report_save(&profile, &request, &written, &unsaved, &error) != 0)
        fail_msg("%s", error.message);
    assert_int_equal(unsaved.code, 0);
    assert_true(is_written(&written, "/concurrent/cpu/w.speedscope.json"));
    assert_true(is_written(&written, "/concurrent/cpu/w-1k-partition-x1.prof"));
    assert_true(is_written(&written, "/concurrent/cpu/w-1k-partition-x2.prof"));
    assert_true(is_written(&written, "/concurrent/heap/w.speedscope.json"));
    assert_null(strstr(br_text_string(&written), "/heap/w-1k-partition-x1-heap-peak.prof"));
    br_text_release(&written);
    br_profile_release(&profile);
}

/* A file stands where the folder should be. */
static void what_cannot_be_saved_is_told_and_no_failure(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH], path[SCRATCH_PATH + 256];
    struct br_profile profile = {0};
    struct br_text written = {0};
    struct br_error error = {0}, unsaved = {0};
    make_profile(&profile);
    assert_int_equal(scratch_make(folder), 0);
    assert_int_equal(br_os_make_folders(scratch_path(path, folder, "concurrent"), &error), 0);
    assert_int_equal(br_os_write_file(scratch_path(path, folder, "concurrent/cpu"), "", 0, &error),
                     0);
    struct br_report_request request = {.folder = folder};
    assert_int_equal(br_report_save(&profile, &request, &written, &unsaved, &error), 0);
    assert_int_not_equal(unsaved.code, 0);
    assert_non_null(strstr(unsaved.message, "concurrent/cpu"));
    assert_true(is_written(&written, "/concurrent/w.md"));
    assert_true(is_written(&written, "/concurrent/heap/w.speedscope.json"));
    br_text_release(&written);
    br_profile_release(&profile);
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_profiles_share_one_table),
        cmocka_unit_test(gperftools_reads_names_and_counts),
        cmocka_unit_test(incomplete_is_a_name_to_gperftools),
        cmocka_unit_test(all_cells_are_in_one_file),
        cmocka_unit_test(what_cannot_be_saved_is_told_and_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
