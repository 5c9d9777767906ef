/*
 * Reports against golden files (golden_file.h), and exports against their formats.
 */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/os.h"
#include "fixture_profile.h"
#include "report/report.h"
#include "summary/summary.h"
#include "unit/golden_file.h"
#include "unit/scratch_folder.h"

static struct br_profile concurrent_profile, single_profile;

static int make_profiles(void **state)
{
    (void)state;
    fixture_profile_concurrent(&concurrent_profile);
    fixture_profile_single(&single_profile);
    return 0;
}

static int release_profiles(void **state)
{
    (void)state;
    br_profile_release(&concurrent_profile);
    br_profile_release(&single_profile);
    return 0;
}

/* ---- golden files ---- */

static void assert_report(const struct br_report_format *format, const struct br_profile *profile,
                          const struct br_report_style *style, const char *golden)
{
    struct br_text text = {0};
    struct br_error error = {0};
    if (format->write(profile, style, &text, &error) != 0)
        fail_msg("%s", error.message);
    assert_golden(golden, br_text_string(&text));
    br_text_release(&text);
}

static void terminal_shows_the_golden_summary(void **state)
{
    (void)state;
    assert_report(&br_report_terminal, &concurrent_profile, NULL, "terminal-concurrent.txt");
    assert_report(&br_report_terminal, &single_profile, NULL, "terminal-single.txt");
}

static void terminal_uses_colour_and_width_when_told(void **state)
{
    (void)state;
    struct br_report_style wide = {.colour = true, .columns = 100};
    struct br_report_style narrow = {.columns = 60};
    assert_report(&br_report_terminal, &concurrent_profile, &wide, "terminal-colour.txt");
    assert_report(&br_report_terminal, &concurrent_profile, &narrow, "terminal-narrow.txt");
}

static void markdown_is_the_golden_report(void **state)
{
    (void)state;
    assert_report(&br_report_markdown, &concurrent_profile, NULL, "report-concurrent.md");
    assert_report(&br_report_markdown, &single_profile, NULL, "report-single.md");
}

/* Nothing from outside reaches a terminal or Markdown unescaped; golden files alone would not say
 * so once they are made anew. */
static void hostile_text_is_escaped(void **state)
{
    (void)state;
    struct br_text terminal = {0}, markdown = {0};
    assert_int_equal(br_report_terminal.write(&concurrent_profile, NULL, &terminal, NULL), 0);
    assert_int_equal(br_report_markdown.write(&concurrent_profile, NULL, &markdown, NULL), 0);
    assert_null(strchr(br_text_string(&terminal), '\033'));
    assert_null(strchr(br_text_string(&markdown), '\033'));
    assert_null(strstr(br_text_string(&markdown), "<script>"));
    assert_null(strstr(br_text_string(&markdown), "bad|field"));
    assert_non_null(strstr(br_text_string(&markdown), "bad\\|field \\<script\\>"));
    br_text_release(&terminal);
    br_text_release(&markdown);
}

static void a_profile_without_results_says_so(void **state)
{
    (void)state;
    struct br_profile empty = {0};
    struct br_text text = {0};
    assert_int_equal(br_report_terminal.write(&empty, NULL, &text, NULL), 0);
    assert_int_equal(br_report_markdown.write(&empty, NULL, &text, NULL), 0);
    assert_non_null(strstr(br_text_string(&text), "No pass was measured."));
    br_text_release(&text);
}

/* The processes of a freeze are twice those asked for. */
static void settings_say_how_many_blocks(void **state)
{
    (void)state;
    struct br_profile frozen = {.config = {.replicates = 1, .samples = 1, .blocks = 2}};
    struct br_text text = {0};
    assert_int_equal(br_report_markdown.write(&frozen, NULL, &text, NULL), 0);
    assert_non_null(strstr(br_text_string(&text), "Settings: 1 process of 1 sample of at least "));
    assert_non_null(strstr(br_text_string(&text), "pass, in each of two blocks apart in time; "));
    br_text_release(&text);
}

/* ---- exports ---- */

static const struct br_latency *any_latency(const struct br_profile *profile)
{
    for (size_t i = 0; i < profile->results.count; i++)
        if (profile->results.items[i].latencies.count > 0)
            return &profile->results.items[i].latencies.items[0];
    return NULL;
}

static void hgrm_is_the_golden_table(void **state)
{
    (void)state;
    struct br_text text = {0};
    assert_int_equal(br_report_hgrm(any_latency(&single_profile), &text, NULL), 0);
    assert_golden("latency.hgrm", br_text_string(&text));
    br_text_release(&text);
}

static void hgrm_refuses_what_it_cannot_read(void **state)
{
    (void)state;
    struct br_text text = {0};
    struct br_error error = {0};
    struct br_latency other = *any_latency(&single_profile);
    other.bits = 7;
    assert_int_equal(br_report_hgrm(&other, &text, &error), BR_ERROR_FORMAT);
    struct br_latency none = {.bits = BR_HISTOGRAM_BITS, .ticks_per_ns = 1};
    assert_int_equal(br_report_hgrm(&none, &text, &error), BR_ERROR_INPUT);
    br_text_release(&text);
}

static size_t base64_decode(const char *text, size_t size, unsigned char *bytes)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    size_t bit_count = 0, count = 0;
    for (size_t i = 0; i < size && text[i] != '='; i++) {
        const char *letter = strchr(alphabet, text[i]);
        assert_non_null(letter);
        bits = bits << 6 | (uint32_t)(letter - alphabet);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[count++] = (unsigned char)(bits >> bit_count);
        }
    }
    return count;
}

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Value at the bottom of an HdrHistogram counts slot: 3 significant digits, unit 1. */
static uint64_t slot_value(uint64_t slot)
{
    uint64_t bucket = slot / 1024, sub_bucket = slot % 1024 + 1024;
    return bucket == 0 ? slot : sub_bucket << (bucket - 1);
}

static int64_t next_count(const unsigned char **bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0, more = 1; more != 0; i++) {
        unsigned char byte = *(*bytes)++;
        more = i < 8 ? byte & 0x80u : 0;
        word |= (uint64_t)(i < 8 ? byte & 0x7fu : byte) << (7 * i);
    }
    return (int64_t)(word >> 1) ^ -(int64_t)(word & 1);
}

/* Decodes one payload and appends "value count" lines. */
static void append_decoded(const char *payload, size_t size, struct br_text *text)
{
    unsigned char *packed = calloc(1, size), *plain = malloc(1u << 20);
    size_t packed_size = base64_decode(payload, size, packed);
    uLongf plain_size = 1u << 20;
    assert_true(packed_size > 8);
    assert_int_equal(word_at(packed), 0x1c849314);
    assert_int_equal(word_at(packed + 4), packed_size - 8);
    assert_int_equal(uncompress(plain, &plain_size, packed + 8, (uLong)packed_size - 8), Z_OK);
    assert_int_equal(word_at(plain), 0x1c849313);
    assert_int_equal(word_at(plain + 4), plain_size - 40);
    assert_int_equal(word_at(plain + 12), 3);
    const unsigned char *bytes = plain + 40;
    for (uint64_t slot = 0; bytes < plain + plain_size;) {
        int64_t count = next_count(&bytes);
        if (count > 0)
            br_text_format(text, "  %llu ns: %lld\n", (unsigned long long)slot_value(slot),
                           (long long)count);
        slot += count > 0 ? 1 : (uint64_t)-count;
    }
    free(packed);
    free(plain);
}

/* The text of a log with each payload decoded: zlib's own bytes may differ between versions. */
static void hlog_is_the_golden_log(void **state)
{
    (void)state;
    struct br_text log = {0}, decoded = {0};
    assert_int_equal(br_report_hlog(&single_profile, &log, NULL), 0);
    for (char *line = strtok(log.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *payload = strstr(line, ",HIST");
        if (payload == NULL) {
            br_text_format(&decoded, "%s\n", line);
            continue;
        }
        br_text_append_bytes(&decoded, line, (size_t)(payload - line));
        br_text_append(&decoded, "\n");
        append_decoded(payload + 1, strlen(payload + 1), &decoded);
    }
    assert_golden("latency.hlog.txt", br_text_string(&decoded));
    br_text_release(&log);
    br_text_release(&decoded);
}

/* Leaves them beside the build, where tests/node reads them back with hdr-histogram-js. */
static void everything_is_saved_under_one_folder(void **state)
{
    (void)state;
    struct br_text written = {0};
    struct br_error error = {0};
    const char *folder = BENCHRUN_BINARY_DIR "/saved-report";
    if (br_report_save(&concurrent_profile, &(struct br_report_request){.folder = folder}, &written,
                       NULL, &error) != 0)
        fail_msg("%s", error.message);
    assert_non_null(strstr(br_text_string(&written), "/saved-report/concurrent/marc.md\n"));
    assert_non_null(strstr(br_text_string(&written), "/saved-report/concurrent/marc.hlog\n"));
    assert_non_null(
        strstr(br_text_string(&written), "/saved-report/concurrent/marc-100k-x2-residence.hgrm\n"));
    br_text_release(&written);
}

static void names_from_outside_stay_in_the_folder(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH], path[SCRATCH_PATH + 256];
    struct br_profile profile = {0};
    struct br_text written = {0};
    struct br_error error = {0};
    assert_int_equal(scratch_make(folder), 0);
    profile.config.mode = br_string_copy("../..");
    profile.config.workload = br_string_copy("/tmp/evil name\n.so");
    assert_int_equal(br_report_save(&profile, &(struct br_report_request){.folder = folder},
                                    &written, NULL, &error),
                     0);
    assert_true(br_os_file_exists(scratch_path(path, folder, "_./evil_name_.md")));
    br_profile_release(&profile);
    br_text_release(&written);
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_shows_the_golden_summary),
        cmocka_unit_test(terminal_uses_colour_and_width_when_told),
        cmocka_unit_test(markdown_is_the_golden_report),
        cmocka_unit_test(hostile_text_is_escaped),
        cmocka_unit_test(a_profile_without_results_says_so),
        cmocka_unit_test(settings_say_how_many_blocks),
        cmocka_unit_test(hgrm_is_the_golden_table),
        cmocka_unit_test(hgrm_refuses_what_it_cannot_read),
        cmocka_unit_test(hlog_is_the_golden_log),
        cmocka_unit_test(everything_is_saved_under_one_folder),
        cmocka_unit_test(names_from_outside_stay_in_the_folder),
    };
    return cmocka_run_group_tests(tests, make_profiles, release_profiles);
}
