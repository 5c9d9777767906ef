/*
 * A sentence as words, and the senses that its words and phrases have. The rules ask about senses
 * only; which phrase has which sense stands in the tables of lexicon_*.c and nowhere else.
 */
#ifndef BR_LINT_WORDS_H
#define BR_LINT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum br_lint_word_kind {
    BR_LINT_WORD,
    BR_LINT_NUMBER,
    BR_LINT_MARK /* one character of punctuation, or a sign such as %, × and µ */
};

/* Units of figures, as far as they are told apart. */
enum br_lint_unit {
    BR_LINT_UNIT_NONE,
    BR_LINT_UNIT_TIME,   /* scaled to nanoseconds */
    BR_LINT_UNIT_BYTES,  /* scaled to bytes */
    BR_LINT_UNIT_RATE,   /* something per something: records/s, MB/s, cycles per record */
    BR_LINT_UNIT_SHARE,  /* percent */
    BR_LINT_UNIT_FACTOR, /* ×, times, -fold */
    BR_LINT_UNIT_COUNT,  /* of what an instrument counts: cycles, allocations, misses */
    BR_LINT_UNIT_CLOCK,  /* Hz */
    BR_LINT_UNIT_SETTING /* of what a person chooses: threads, samples, records */
};

struct br_lint_word {
    const char *text; /* in lower case, within the sentence's own copy; not NUL-terminated */
    size_t size;
    enum br_lint_word_kind kind;
    bool in_code;      /* within backticks */
    bool first_upper;  /* began with a capital */
    bool is_glued;     /* to the number before: 5ms, 379k */
    bool is_label;     /* a number that names a cell (×2) or a place (line 3, p99) */
    double value;      /* of a number, with its k, M, G; before its unit */
    double half_digit; /* half of its last shown digit, scaled alike */
};

struct br_lint_figure {
    size_t first, count; /* words */
    enum br_lint_unit unit;
    double value, half_digit; /* in the unit's base */
};

/* What a phrase can mean to a rule. */
enum br_lint_sense {
    BR_SENSE_FASTER,    /* compares speeds by itself: faster, outperform */
    BR_SENSE_COMPARES,  /* compares something: than, versus, half of */
    BR_SENSE_CONTRASTS, /* sets two things against each other: whereas */
    BR_SENSE_GRADED,    /* judges without a figure: fast, high, barely */
    BR_SENSE_PERFORMANCE,
    BR_SENSE_CAUSE,
    BR_SENSE_REFUSES,   /* says that modes are not to be compared */
    BR_SENSE_DEFINES,   /* says how a quantity is made */
    BR_SENSE_CONTEXT,   /* "for context" */
    BR_SENSE_APART,     /* "profiled independently" */
    BR_SENSE_WITHIN,    /* a comparison inside a mode: baseline, same strategy */
    BR_SENSE_OWN,       /* "each against its own reference" */
    BR_SENSE_REFERS,    /* leans on the sentence before: that, it, the latter */
    BR_SENSE_MEASURED,  /* verbs of results: reaches, took */
    BR_SENSE_SPECIFIED, /* a figure that is a rule, not a result: at most, by default */
    BR_SENSE_ESTIMATED, /* a figure that is expected: would, bound */
    BR_SENSE_SOURCE,    /* says where figures come from */
    BR_SENSE_PROPOSES,  /* proposes by itself: we recommend, room for improvement */
    BR_SENSE_MODAL,     /* should, could, would */
    BR_SENSE_CHANGES,   /* a verb of change, base form: replace, cache */
    BR_SENSE_CHANGED,   /* the same as participle: replaced */
    BR_SENSE_REWORKS,   /* a verb of change that only code can undergo: vectorise */
    BR_SENSE_CODE,      /* a thing that is code or memory of the code */
    BR_SENSE_MEASURING, /* a thing of measuring: run, sample, machine */
    BR_SENSE_SINGLE,
    BR_SENSE_CONCURRENT,
    BR_SENSE_THREADED, /* could be a thread count inside concurrent: 4 workers, in parallel */
    BR_SENSE_MODES,    /* both: across modes, the other mode */
    BR_SENSE_COUNT
};

struct br_lint_hit {
    enum br_lint_sense sense;
    size_t first, count; /* words */
};

struct br_lint_words {
    char *copy;
    struct {
        struct br_lint_word *items;
        size_t count, capacity;
    } words;
    struct {
        struct br_lint_figure *items;
        size_t count, capacity;
    } figures;
    struct {
        struct br_lint_hit *items;
        size_t count, capacity;
    } hits;
    size_t tally[BR_SENSE_COUNT]; /* hits by sense */
};

/* Reads a sentence: words, figures, senses. Released by br_lint_words_release. */
void br_lint_words_read(const char *sentence, struct br_lint_words *words);
void br_lint_words_release(struct br_lint_words *words);

bool br_lint_word_is(const struct br_lint_word *word, const char *text);
/* Is the word one of these, separated by spaces? */
bool br_lint_word_is_one_of(const struct br_lint_words *words, size_t index, const char *list);

/* Figures that an instrument gave, by their units: all but settings and bare numbers. */
size_t br_lint_count_measures(const struct br_lint_words *words);

/* The position of a word that is not there. */
#define BR_LINT_NOWHERE ((size_t)-1)

/* ---- for this room's own files ---- */

/* A phrase is words separated by spaces. A word may be alternatives separated by '|', each may end
 * with '*' (any ending); '~' stands for up to three words of any kind, and '$' at the end for the
 * end of the sentence or a mark. A phrase in a list is separated from the next by a comma. */
struct br_lint_phrases {
    enum br_lint_sense sense;
    const char *phrases;
};
extern const struct br_lint_phrases br_lint_phrases_compare[];
extern const struct br_lint_phrases br_lint_phrases_propose[];
extern const struct br_lint_phrases br_lint_phrases_figure[];

void br_lint_find_phrases(struct br_lint_words *words, const struct br_lint_phrases *table);
void br_lint_find_modes(struct br_lint_words *words);
void br_lint_find_figures(struct br_lint_words *words);
void br_lint_add_hit(struct br_lint_words *words, enum br_lint_sense sense, size_t first,
                     size_t count);

#endif
