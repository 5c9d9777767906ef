/*
 * Synthetic JSON lines: one object per line, as the product listings of a web interface.
 *
 * Shape. Line lengths follow the 792 lines of amazon_cellphones.ndjson (its quantiles stand
 * below), and so do the share of lines with an escaped quote (half) and with characters beyond
 * ASCII (3 %, half of them written as \u escapes). That file holds flat arrays of strings and
 * numbers (7 and 2 per line); here the same bytes are an object with a nested object and an array,
 * so that every kind of value occurs: on average 8 strings, 2.75 numbers, 2 booleans, 0.25 nulls.
 */
#include "bench/generate/generate.h"

#include <stdbool.h>
#include <string.h>

#include "bench/generate/chunk.h"
#include "bench/generate/line.h"
#include "bench/generate/random.h"
#include "bench/generate/words.h"

enum {
    NATURAL_BYTES = 350,
    STREAM_RECORD = 3,
    STREAM_FAULT = 4,

    ESCAPED_QUOTE_OF_256 = 130,
    LINE_BREAK_OF_256 = 12,
    FOREIGN_OF_256 = 7,
    WITHOUT_PRICE_OF_256 = 64
};

static const uint16_t line_bytes[BR_QUANTILES] = {269, 300, 308, 320, 341, 374, 412, 432, 458, 488};
static const uint16_t review_counts[BR_QUANTILES] = {1, 1, 2, 7, 32, 122, 311, 466, 750, 984};

static const char code_letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
static const char country_letters[] = "ABCDEFGHIJKLMNOPRSTUVWYZABEGILRS";

struct generator {
    uint64_t record_bytes;
    struct br_lexicon plain, names, accented, scripts;
};

static void generator_init(struct generator *generator, const struct br_harness *harness)
{
    uint64_t record_bytes = harness->option_number(harness, "record-bytes");
    generator->record_bytes = record_bytes > 0 ? record_bytes : NATURAL_BYTES;
    br_lexicon_load(&generator->plain, br_words_plain, BR_SPELLING_COMPOSED);
    br_lexicon_load(&generator->names, br_words_names, BR_SPELLING_COMPOSED);
    br_lexicon_load(&generator->accented, br_words_accented, BR_SPELLING_COMPOSED);
    br_lexicon_load(&generator->scripts, br_words_scripts, BR_SPELLING_COMPOSED);
}

static void add_boolean(struct br_line *line, struct br_prng *random, uint32_t true_of_256)
{
    br_line_add(line, br_prng_of_256(random, true_of_256) ? "true" : "false");
}

static void add_price(struct br_line *line, struct br_prng *random)
{
    if (br_prng_of_256(random, WITHOUT_PRICE_OF_256)) {
        br_line_add(line, "null");
        return;
    }
    uint32_t cents = 999 + br_prng_below(random, 89000);
    br_line_add_number(line, cents / 100);
    br_line_add(line, ".");
    br_line_add_number(line, cents / 10 % 10);
    br_line_add_number(line, cents % 10);
}

static void add_rating(struct br_line *line, struct br_prng *random)
{
    uint32_t tenths = 10 + br_prng_below(random, 41);
    br_line_add_number(line, tenths / 10);
    if (tenths % 10 > 0) {
        br_line_add(line, ".");
        br_line_add_number(line, tenths % 10);
    }
}

static void add_tags(struct br_line *line, const struct generator *generator,
                     struct br_prng *random)
{
    br_line_add(line, "[\"");
    for (uint32_t more = br_prng_below(random, 3); more > 0; more--) {
        br_line_add_word(line, &generator->plain, random);
        br_line_add(line, "\",\"");
    }
    br_line_add_word(line, &generator->plain, random);
    br_line_add(line, "\"]");
}

static void add_seller(struct br_line *line, const struct generator *generator,
                       struct br_prng *random)
{
    br_line_add(line, "{\"name\":\"");
    br_line_add_word(line, &generator->names, random);
    br_line_add(line, "\",\"country\":\"");
    br_line_add_code(line, random, 2, country_letters);
    br_line_add(line, "\",\"verified\":");
    add_boolean(line, random, 200);
    br_line_add(line, "}");
}

/* The escapes and foreign words of the description. */
static void add_specials(struct br_line *line, const struct generator *generator,
                         struct br_prng *random)
{
    if (br_prng_of_256(random, ESCAPED_QUOTE_OF_256)) {
        br_line_add_number(line, 4 + br_prng_below(random, 3));
        br_line_add(line, ".5\\\" \\\"");
        br_line_add_word(line, &generator->plain, random);
        br_line_add(line, "\\\" ");
    }
    if (br_prng_of_256(random, LINE_BREAK_OF_256))
        br_line_add(line, "\\r\\n");
    if (br_prng_of_256(random, FOREIGN_OF_256)) {
        bool accented = br_prng_of_256(random, 160);
        br_line_add_word(line, accented ? &generator->accented : &generator->scripts, random);
        br_line_add(line, br_prng_of_256(random, 128) ? " \\u00a9 \\ud83d\\ude00 " : " ");
    }
}

static void add_facts(struct br_line *line, const struct generator *generator,
                      struct br_prng *random)
{
    br_line_add(line, "{\"id\":\"");
    br_line_add_code(line, random, 10, code_letters);
    br_line_add(line, "\",\"brand\":\"");
    br_line_add_word(line, &generator->names, random);
    br_line_add(line, "\",\"price\":");
    add_price(line, random);
    br_line_add(line, ",\"rating\":");
    add_rating(line, random);
    br_line_add(line, ",\"reviews\":");
    br_line_add_number(line, br_prng_quantile(random, review_counts));
    br_line_add(line, ",\"inStock\":");
    add_boolean(line, random, 220);
    br_line_add(line, ",\"tags\":");
    add_tags(line, generator, random);
    br_line_add(line, ",\"seller\":");
    add_seller(line, generator, random);
}

static void line_make(struct br_line *line, const struct generator *generator,
                      struct br_prng *random)
{
    size_t end = br_prng_quantile(random, line_bytes) * generator->record_bytes / NATURAL_BYTES;
    line->size = 0;
    add_facts(line, generator, random);
    br_line_add(line, ",\"url\":\"https://example.org/");
    br_line_add_word(line, &generator->plain, random);
    br_line_add(line, "/");
    br_line_add_code(line, random, 10, code_letters);
    br_line_add(line, "\",\"title\":\"");
    add_specials(line, generator, random);
    br_line_fill(line, &generator->plain, random, end, 3);
    br_line_add(line, "\"}\n");
}

/* The faults of real lines: cut off, a key without quotes, something after the value. */
static void fault_put(struct br_line *line, struct br_prng *random)
{
    static const char *const garbage[] = {"}\n", ",\n", "]\n", " null\n"};
    switch (br_prng_below(random, 3)) {
    case 0:
        line->size = 1 + br_prng_below(random, (uint32_t)line->size - 3);
        br_line_add(line, "\n");
        break;
    case 1:
        memmove(line->bytes + 1, line->bytes + 2, line->size - 2);
        line->size--;
        break;
    default:
        line->size--;
        br_line_add(line, garbage[br_prng_below(random, 4)]);
        break;
    }
}

int br_generate_ndjson(const struct br_harness *harness, uint64_t records, uint64_t seed,
                       struct br_sink *sink)
{
    struct generator generator;
    struct br_line line;
    struct br_chunk chunk;
    generator_init(&generator, harness);
    br_chunk_init(&chunk, sink);
    uint64_t malformed = harness->option_number(harness, "malformed");
    for (uint64_t index = 0; index < records && chunk.status == 0; index++) {
        struct br_prng random = br_prng_for_record(seed, index, STREAM_RECORD);
        struct br_prng fault = br_prng_for_record(seed, index, STREAM_FAULT);
        line_make(&line, &generator, &random);
        if (br_prng_below(&fault, 1000000) < malformed)
            fault_put(&line, &fault);
        br_chunk_add(&chunk, line.bytes, line.size);
    }
    return br_chunk_flush(&chunk);
}
