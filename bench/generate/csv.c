/*
 * Synthetic CSV: a header row, then rows of 13 columns, as a log of events in games.
 *
 * Shape. Row lengths follow the 9,999 rows of nfl.csv (quantiles below), and so do the widths of
 * the columns, two of which are empty in a tenth of the rows, and the long description in the
 * tenth column. That file has next to no quotes; here an eighth of the descriptions are quoted for
 * the commas in them, some with doubled quotes or a line break too, because quoting is what a CSV
 * reader has to be good at.
 */
#include "bench/generate/generate.h"

#include <stdbool.h>

#include "bench/generate/chunk.h"
#include "bench/generate/line.h"
#include "bench/generate/random.h"
#include "bench/generate/words.h"

enum {
    NATURAL_BYTES = 136,
    STREAM_RECORD = 5,

    EMPTY_OF_256 = 26,
    QUOTED_OF_256 = 32,
    DOUBLED_QUOTE_OF_256 = 48, /* of the quoted ones, as the next */
    LINE_BREAK_OF_256 = 16,
    FOREIGN_OF_256 = 4,
    COMMA_EVERY = 24,       /* bytes, at least, in a quoted description */
    LAST_COLUMNS_BYTES = 12 /* usual size of what follows the description */
};

static const char header_row[] = "game,period,minute,second,attack,defence,attempt,togo,line,"
                                 "description,attackscore,defencescore,season\n";
static const uint16_t row_bytes[BR_QUANTILES] = {74, 106, 109, 115, 128, 143, 178, 207, 260, 395};
static const char team_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZACDEIN";

struct generator {
    uint64_t record_bytes;
    struct br_lexicon plain, names, accented;
};

static void generator_init(struct generator *generator, const struct br_harness *harness)
{
    uint64_t record_bytes = harness->option_number(harness, "record-bytes");
    generator->record_bytes = record_bytes > 0 ? record_bytes : NATURAL_BYTES;
    br_lexicon_load(&generator->plain, br_words_plain, BR_SPELLING_COMPOSED);
    br_lexicon_load(&generator->names, br_words_names, BR_SPELLING_COMPOSED);
    br_lexicon_load(&generator->accented, br_words_accented, BR_SPELLING_COMPOSED);
}

static void add_number(struct br_line *line, struct br_prng *random, uint32_t bound)
{
    br_line_add_number(line, br_prng_below(random, bound));
    br_line_add(line, ",");
}

static void add_number_or_nothing(struct br_line *line, struct br_prng *random, uint32_t bound)
{
    if (br_prng_of_256(random, EMPTY_OF_256))
        br_line_add(line, ",");
    else
        add_number(line, random, bound);
}

static void add_team(struct br_line *line, struct br_prng *random)
{
    br_line_add_code(line, random, br_prng_of_256(random, 64) ? 2 : 3, team_letters);
}

/* The nine columns before the description. */
static void add_facts(struct br_line *line, struct br_prng *random)
{
    br_line_add_number(line, 20120000 + 100 * (1 + br_prng_below(random, 12)) + 10 +
                                 br_prng_below(random, 19));
    br_line_add(line, "_");
    add_team(line, random);
    br_line_add(line, "@");
    add_team(line, random);
    br_line_add(line, ",");
    add_number(line, random, 5);
    add_number(line, random, 61);
    add_number(line, random, 60);
    add_team(line, random);
    br_line_add(line, ",");
    add_team(line, random);
    br_line_add(line, ",");
    add_number_or_nothing(line, random, 5);
    add_number_or_nothing(line, random, 21);
    add_number(line, random, 100);
}

static void add_quoted_specials(struct br_line *line, const struct generator *generator,
                                struct br_prng *random)
{
    br_line_add_word(line, &generator->names, random);
    br_line_add(line, ", ");
    if (br_prng_of_256(random, DOUBLED_QUOTE_OF_256)) {
        br_line_add(line, "\"\"");
        br_line_add_word(line, &generator->plain, random);
        br_line_add(line, "\"\" ");
    }
    if (br_prng_of_256(random, LINE_BREAK_OF_256))
        br_line_add(line, "\n");
}

static void commas_put(struct br_line *line, size_t from)
{
    size_t last = from;
    for (size_t i = from; i < line->size; i++) {
        if (line->bytes[i] == ' ' && i - last >= COMMA_EVERY) {
            line->bytes[i] = ',';
            last = i;
        }
    }
}

static void add_description(struct br_line *line, const struct generator *generator,
                            struct br_prng *random, size_t end, size_t tail)
{
    bool quoted = br_prng_of_256(random, QUOTED_OF_256);
    size_t start = line->size;
    if (quoted) {
        br_line_add(line, "\"");
        add_quoted_specials(line, generator, random);
    }
    if (br_prng_of_256(random, FOREIGN_OF_256)) {
        br_line_add_word(line, &generator->accented, random);
        br_line_add(line, " ");
    }
    br_line_fill(line, &generator->plain, random, end, tail + quoted);
    if (quoted) {
        commas_put(line, start);
        br_line_add(line, "\"");
    }
}

static void row_make(struct br_line *line, const struct generator *generator,
                     struct br_prng *random)
{
    size_t bytes = br_prng_quantile(random, row_bytes) * generator->record_bytes / NATURAL_BYTES;
    line->size = 0;
    add_facts(line, random);
    add_description(line, generator, random, bytes, LAST_COLUMNS_BYTES);
    br_line_add(line, ",");
    add_number(line, random, 40);
    add_number(line, random, 40);
    br_line_add_number(line, 2000 + br_prng_below(random, 25));
    br_line_add(line, "\n");
}

int br_generate_csv(const struct br_harness *harness, uint64_t records, uint64_t seed,
                    struct br_sink *sink)
{
    struct generator generator;
    struct br_line line;
    struct br_chunk chunk;
    generator_init(&generator, harness);
    br_chunk_init(&chunk, sink);
    if (records > 0)
        br_chunk_add(&chunk, header_row, sizeof(header_row) - 1);
    for (uint64_t index = 1; index < records && chunk.status == 0; index++) {
        struct br_prng random = br_prng_for_record(seed, index, STREAM_RECORD);
        row_make(&line, &generator, &random);
        br_chunk_add(&chunk, line.bytes, line.size);
    }
    return br_chunk_flush(&chunk);
}
