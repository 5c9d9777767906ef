/* Figures in a sentence: a number and the unit that follows it, scaled to the unit's base. */
#include <string.h>

#include "lint/document.h"
#include "lint/words.h"

struct unit {
    const char *words; /* separated by spaces */
    double scale;
    enum br_lint_unit unit;
};

static const struct unit units[] = {
    {"ns nanosecond nanoseconds nsec", 1, BR_LINT_UNIT_TIME},
    {"us microsecond microseconds usec", 1e3, BR_LINT_UNIT_TIME},
    {"ms millisecond milliseconds msec", 1e6, BR_LINT_UNIT_TIME},
    {"s sec secs second seconds", 1e9, BR_LINT_UNIT_TIME},
    {"min minute minutes", 60e9, BR_LINT_UNIT_TIME},
    {"h hour hours", 3600e9, BR_LINT_UNIT_TIME},
    {"b byte bytes", 1, BR_LINT_UNIT_BYTES},
    {"kb kilobyte kilobytes", 1e3, BR_LINT_UNIT_BYTES},
    {"mb megabyte megabytes", 1e6, BR_LINT_UNIT_BYTES},
    {"gb gigabyte gigabytes", 1e9, BR_LINT_UNIT_BYTES},
    {"kib", 1024, BR_LINT_UNIT_BYTES},
    {"mib", 1048576, BR_LINT_UNIT_BYTES},
    {"gib", 1073741824, BR_LINT_UNIT_BYTES},
    {"% percent pp", 1, BR_LINT_UNIT_SHARE},
    {"x × times fold", 1, BR_LINT_UNIT_FACTOR},
    {"cycle cycles instruction instructions allocation allocations alloc allocs malloc mallocs "
     "miss misses fault faults syscall syscalls switches branches calls",
     1, BR_LINT_UNIT_COUNT},
    {"hz khz mhz ghz", 1, BR_LINT_UNIT_CLOCK},
    {"rps qps tps fps iops ops mbps gbps kbps", 1, BR_LINT_UNIT_RATE},
    {"thread threads worker workers cpu cpus vcpu vcpus core cores process processes sample "
     "samples "
     "replicate replicates run runs record records row rows line lines size sizes pass passes "
     "round rounds repetition repetitions file files machine machines chunk chunks shard shards "
     "day days week weeks client clients connection connections user users item items",
     1, BR_LINT_UNIT_SETTING},
};

static const struct unit *find_unit(const struct br_lint_words *words, size_t at)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (br_lint_word_is_one_of(words, at, units[i].words))
            return &units[i];
    return NULL;
}

/* "thousand", "million", "billion" between a number and its unit. */
static double read_multiple(const struct br_lint_words *words, size_t *at)
{
    static const struct {
        const char *word;
        double factor;
    } multiples[] = {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}};
    for (size_t i = 0; i < sizeof multiples / sizeof *multiples; i++) {
        if (br_lint_word_is_one_of(words, *at, multiples[i].word)) {
            ++*at;
            return multiples[i].factor;
        }
    }
    return 1;
}

/* A noun, with at most one word before it, and "per" or "/": records per second, MARC records/s,
 * cycles per byte. Time or bytes per record stay what they are. Returns the words it takes. */
static size_t rate_size(const struct br_lint_words *words, size_t at)
{
    for (size_t nouns = 1; nouns <= 2; nouns++) {
        size_t per = at + nouns;
        if (at + nouns > words->words.count || words->words.items[per - 1].kind != BR_LINT_WORD)
            return 0;
        if (!br_lint_word_is_one_of(words, per, "per / a each every"))
            continue;
        bool is_sign = br_lint_word_is_one_of(words, per, "per /");
        if (is_sign ? per + 1 < words->words.count
                    : br_lint_word_is_one_of(words, per + 1, "s sec second minute hour"))
            return nouns + 2;
    }
    return 0;
}

static void read_unit(const struct br_lint_words *words, size_t at, struct br_lint_figure *figure)
{
    while (br_lint_word_is_one_of(words, at, "- ~"))
        at++;
    double multiple = read_multiple(words, &at);
    const struct unit *unit = find_unit(words, at);
    size_t rate = rate_size(words, at);
    figure->value *= multiple;
    figure->half_digit *= multiple;
    if (rate > 0 && (unit == NULL || unit->unit != BR_LINT_UNIT_SHARE)) {
        bool is_size =
            unit != NULL && (unit->unit == BR_LINT_UNIT_BYTES || unit->unit == BR_LINT_UNIT_TIME);
        bool by_time = br_lint_word_is_one_of(words, at + rate - 1, "s sec second minute hour");
        figure->unit = is_size && !by_time ? unit->unit : BR_LINT_UNIT_RATE;
        figure->value *= is_size ? unit->scale : 1;
        figure->half_digit *= is_size ? unit->scale : 1;
        figure->count = at + rate - figure->first;
    } else if (unit != NULL) {
        figure->unit = unit->unit;
        figure->value *= unit->scale;
        figure->half_digit *= unit->scale;
        figure->count = at + 1 - figure->first;
    } else {
        figure->count = at - figure->first;
    }
}

/* In "20 to 50 ms", "5-10 %" and "3 and 4 µs" the first number has the second one's unit. */
static void share_units(struct br_lint_words *words)
{
    for (size_t i = words->figures.count; i-- > 1;) {
        struct br_lint_figure *before = &words->figures.items[i - 1];
        const struct br_lint_figure *after = &words->figures.items[i];
        size_t between = before->first + 1;
        if (before->unit == BR_LINT_UNIT_NONE && after->first == between + 1 &&
            br_lint_word_is_one_of(words, between, "to and or - – ± ,"))
            before->unit = after->unit;
    }
}

void br_lint_find_figures(struct br_lint_words *words)
{
    for (size_t i = 0; i < words->words.count; i++) {
        const struct br_lint_word *word = &words->words.items[i];
        if (word->kind != BR_LINT_NUMBER || word->is_label)
            continue;
        struct br_lint_figure *figure = br_lint_append(&words->figures, sizeof *figure);
        figure->first = i;
        figure->count = 1;
        figure->value = word->value;
        figure->half_digit = word->half_digit;
        read_unit(words, i + 1, figure);
    }
    share_units(words);
}
