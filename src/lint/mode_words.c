/* Where a sentence speaks of a mode. `single` and `concurrent` are English words as well: what
 * stands around them decides. */
#include <string.h>

#include "lint/words.h"

static size_t skip_hyphen(const struct br_lint_words *words, size_t at)
{
    return br_lint_word_is_one_of(words, at, "-") ? at + 1 : at;
}

/* After these, and not before a noun of their own, "single" is the mode: "than single", "in single
 * the tail is", "single: 350k". */
static bool is_used_as_name(const struct br_lint_words *words, size_t at)
{
    static const char *const verbs =
        "is was are were has had does did do reaches reached takes took needs needed spends spent "
        "runs ran gets got gives gave holds held stays stayed delivers delivered processes "
        "processed handles handled manages managed sustains sustained achieves achieved shows "
        "showed costs uses used allocates allocated peaks peaked keeps kept makes made pays paid "
        "wins won loses lost beats outperforms trails lags leads comes came goes went can cannot "
        "could would will should may might must never always only already still barely also not "
        "scores scored hits tops serves served completes completed finishes finished falls fell "
        "saturates clears cleared sits sat leaves left outruns outpaces edges drops dropped "
        "rises rose measured posts posted parses parsed moves moved decodes yields yielded "
        "loads loaded works worked comes tops exceeds exceeded matches matched doubles "
        "and or to in at on by with for against versus vs than from while whereas but but because "
        "as when where so nor over under after before if since though although then which";
    if (at + 1 >= words->words.count)
        return true;
    const struct br_lint_word *next = &words->words.items[at + 1];
    if (next->kind == BR_LINT_MARK)
        return !br_lint_word_is(next, "-");
    return next->kind == BR_LINT_NUMBER || br_lint_word_is_one_of(words, at + 1, verbs);
}

static const char *const mode_nouns =
    "mode modes run runs profile profiles report reports figure figures result results path "
    "version variant case side baseline rate rates throughput latency latencies performance "
    "execution numbers number measurement measurements benchmark build driver setup "
    "configuration tail p99 p50 memory heap rss pipeline implementation engine counterpart "
    "row column pass passes records speed";

/* "a single record", "every single one". */
static bool has_article(const struct br_lint_words *words, size_t at)
{
    return at > 0 && br_lint_word_is_one_of(words, at - 1, "a an one every each any no this that");
}

static bool is_single(const struct br_lint_words *words, size_t at)
{
    if (words->words.items[at].in_code)
        return true;
    if (br_lint_word_is_one_of(words, skip_hyphen(words, at + 1), "mode modes"))
        return true;
    if (has_article(words, at))
        return false;
    return is_used_as_name(words, at) || br_lint_word_is_one_of(words, at + 1, mode_nouns);
}

/* Nouns that "concurrent" is an ordinary adjective of. */
static const char *const concurrent_things =
    "access accesses clients client connections connection requests request users user readers "
    "reader writers writer sessions session transactions transaction updates update queries query "
    "gc collector collection marking garbage queue queues stack map maps hash data structure "
    "structures programming calls call streams stream downloads uploads code programs use "
    "modification modifications tasks task operations operation processes jobs events list lists "
    "table tables cache";

static bool is_concurrent(const struct br_lint_words *words, size_t at)
{
    if (words->words.items[at].in_code)
        return true;
    return !br_lint_word_is_one_of(words, at + 1, concurrent_things);
}

/* "single-threaded", "one-threaded", "a single-thread run", "the single-core numbers". */
static bool is_unthreaded(const struct br_lint_words *words, size_t at)
{
    size_t next = skip_hyphen(words, at + 1);
    if (!br_lint_word_is_one_of(words, at, "single one mono uni non"))
        return false;
    if (br_lint_word_is_one_of(words, next, "threaded threadedly"))
        return true;
    if (br_lint_word_is_one_of(words, at, "non") &&
        br_lint_word_is_one_of(words, next, "concurrent parallel"))
        return true;
    return br_lint_word_is_one_of(words, next, "thread core") &&
           br_lint_word_is_one_of(words, next + 1, mode_nouns);
}

static bool is_serial(const struct br_lint_words *words, size_t at)
{
    if (br_lint_word_is_one_of(words, at, "singlethreaded unthreaded monothreaded"))
        return true;
    if (!br_lint_word_is_one_of(words, at, "serial sequential"))
        return false;
    bool compared = at > 0 && br_lint_word_is_one_of(words, at - 1, "than vs versus over against");
    return compared || br_lint_word_is_one_of(words, at + 1, mode_nouns) ||
           br_lint_word_is_one_of(words, at + 1, "vs versus processing operation loop");
}

static bool is_many_threaded(const struct br_lint_words *words, size_t at)
{
    static const char *const glued = "multithreaded multithreading multicore parallelised "
                                     "parallelized";
    size_t next = skip_hyphen(words, at + 1);
    if (br_lint_word_is_one_of(words, at, glued))
        return true;
    if (br_lint_word_is_one_of(words, at, "multi many several"))
        return br_lint_word_is_one_of(words, next, "threaded threading thread core worker");
    if (!br_lint_word_is_one_of(words, at, "parallel threaded"))
        return false;
    bool compared = at > 0 && br_lint_word_is_one_of(words, at - 1, "than vs versus over");
    return compared || br_lint_word_is_one_of(words, at + 1, mode_nouns) ||
           br_lint_word_is_one_of(words, at + 1, "vs versus processing operation one");
}

/* Could be a thread count or a strategy, which only one of the modes has. */
static bool is_threaded(const struct br_lint_words *words, size_t at)
{
    if (words->words.items[at].in_code)
        return br_lint_word_is_one_of(words, at, "partition dynamic queue");
    if (br_lint_word_is_one_of(words, at, "partition dynamic queue"))
        return br_lint_word_is_one_of(words, at + 1, "strategy with over reaches beyond is");
    if (br_lint_word_is_one_of(words, at, "parallel"))
        return at > 0 && br_lint_word_is_one_of(words, at - 1, "in");
    if (br_lint_word_is_one_of(words, at, "concurrently"))
        return true;
    return at > 0 && br_lint_word_is_one_of(words, at, "threads workers cores") &&
           (words->words.items[at - 1].kind == BR_LINT_NUMBER ||
            br_lint_word_is_one_of(
                words, at - 1, "two three four six eight sixteen several many all more worker"));
}

void br_lint_find_modes(struct br_lint_words *words)
{
    for (size_t at = 0; at < words->words.count; at++) {
        const struct br_lint_word *word = &words->words.items[at];
        if (word->kind != BR_LINT_WORD)
            continue;
        bool negated = at > 1 && br_lint_word_is_one_of(words, at - 1, "-") &&
                       br_lint_word_is_one_of(words, at - 2, "non");
        if (is_unthreaded(words, at) || is_serial(words, at) ||
            (br_lint_word_is(word, "single") && is_single(words, at)))
            br_lint_add_hit(words, BR_SENSE_SINGLE, at, 1);
        else if (!negated && (is_many_threaded(words, at) ||
                              (br_lint_word_is(word, "concurrent") && is_concurrent(words, at))))
            br_lint_add_hit(words, BR_SENSE_CONCURRENT, at, 1);
        else if (is_threaded(words, at))
            br_lint_add_hit(words, BR_SENSE_THREADED, at, 1);
    }
}
