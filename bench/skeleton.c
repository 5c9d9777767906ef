/*
 * The skeleton workload: a tutorial to copy. It counts and hashes the words of each line.
 *
 * To make a workload of your own, copy this file and replace its inside. Everything benchrun needs
 * to know is in the one table at the end; a member you leave out is a thing you do not offer. Build
 * it as a plug-in with nothing but benchrun's public headers:
 *
 *     cc -std=c17 -O2 -fPIC -shared -DBENCHRUN_PLUGIN -I include skeleton.c -o skeleton.so
 *     benchrun --workload ./skeleton.so --input some.txt
 *
 * The order below is the order in which benchrun calls you: open, frame and split, worker_begin,
 * process for every record, worker_end, close.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <benchrun/workload.h>

/* --- What users see: options and reasons ------------------------------------------------------ */

/* `-O fold-case=yes -O longest-word=80`. benchrun checks values against this table, shows it in
 * `benchrun list` and stores the values in the profile. */
static const struct br_option skeleton_options[] = {
    {.name = "fold-case",
     .kind = BR_OPTION_FLAG,
     .default_value = "no",
     .help = "hash words without regard to the case of ASCII letters"},
    {.name = "longest-word",
     .kind = BR_OPTION_COUNT,
     .default_value = "1000",
     .help = "reject a line with a longer word, in bytes",
     .minimum = 1},
    {.name = NULL}, /* ends the table */
};

/* Why a record is rejected. Reason 1 is the first line, reason 2 the second; 0 is "accepted".
 * Rejected records are counted by these names; they never stop a run. */
enum { SKELETON_LONG_WORD = 1, SKELETON_LONG_LINE };
static const char *const skeleton_reasons[] = {"long-word", "long-line", NULL};

/* --- State: one for all workers, one for each ------------------------------------------------- */

/* Made by `open`. Workers share it, so after `open` nobody may change it. */
struct skeleton_state {
    uint64_t longest_word;
    bool fold_case;
};

/* Made by `worker_begin`. Only one thread ever touches it, so it needs no lock. */
struct skeleton_worker {
    const struct skeleton_state *options;
    const struct br_harness *harness;
    struct br_stages *stages; /* NULL unless stages are measured */
    struct br_digest *digest; /* NULL except in the verify pass */
    uint32_t stage_split;
    uint32_t stage_hash;
};

static int skeleton_open(const struct br_harness *harness, void **state, char *message,
                         size_t message_size)
{
    struct skeleton_state *made = malloc(sizeof *made);
    if (made == NULL) {
        (void)snprintf(message, message_size, "There is no memory for the options.");
        return -1;
    }
    made->longest_word = harness->option_number(harness, "longest-word");
    made->fold_case = harness->option_number(harness, "fold-case") != 0;
    *state = made;
    return 0;
}

/* --- Framing: where records begin and end ----------------------------------------------------- */

/* Where the line that starts at `begin` ends: past its line feed, or at the end of the input. The
 * input has no terminator after it: never look at `input + input_size`. */
static uint64_t line_end(const unsigned char *input, uint64_t input_size, uint64_t begin)
{
    const unsigned char *feed = memchr(input + begin, '\n', input_size - begin);
    return feed != NULL ? (uint64_t)(feed - input) + 1 : input_size;
}

/* Here every line is a record, empty ones too. Bytes you skip between records would be counted as
 * padding. A record you know to be broken gets its reason here and never reaches `process`: a span
 * holds at most 4 GiB, so a longer line is cut and its pieces are rejected. */
static size_t skeleton_frame(const void *state, const unsigned char *input, uint64_t input_size,
                             uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    size_t count = 0;
    while (*offset < input_size && count < capacity) {
        struct br_span *span = &spans[count++];
        uint64_t size = line_end(input, input_size, *offset) - *offset;
        span->offset = *offset;
        span->reason = size > UINT32_MAX ? SKELETON_LONG_LINE : BR_ACCEPTED;
        span->size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
        *offset += span->size;
    }
    return count;
}

/* Lines can be found from anywhere, so workers can frame their own part of the input. Leave `split`
 * out where that is not so (a format whose records say how long they are). */
static uint64_t skeleton_split(const void *state, const unsigned char *input, uint64_t input_size,
                               uint64_t offset)
{
    (void)state;
    if (offset == 0 || offset >= input_size)
        return offset == 0 ? 0 : input_size;
    return line_end(input, input_size, offset - 1);
}

/* --- The work --------------------------------------------------------------------------------- */

static int skeleton_worker_begin(void *state, const struct br_worker_context *context,
                                 void **worker)
{
    struct skeleton_worker *made = malloc(sizeof *made);
    if (made == NULL)
        return -1;
    *made = (struct skeleton_worker){
        .options = state,
        .harness = context->harness,
        .stages = context->stages,
        .digest = context->digest,
        /* Declared once, so that a mark costs no look-up. */
        .stage_split = br_stage_declare(context->stages, "split"),
        .stage_hash = br_stage_declare(context->stages, "hash"),
    };
    *worker = made;
    return 0;
}

static bool is_word_byte(unsigned char byte)
{
    return byte > ' ';
}

/* The next word in [*at, end): its start, and `*at` moved past it. NULL when there is none. */
static const unsigned char *next_word(const unsigned char **at, const unsigned char *end)
{
    const unsigned char *begin = *at;
    while (begin < end && !is_word_byte(*begin))
        begin++;
    const unsigned char *past = begin;
    while (past < end && is_word_byte(*past))
        past++;
    *at = past;
    return begin < past ? begin : NULL;
}

static unsigned char folded(const struct skeleton_worker *worker, unsigned char byte)
{
    const bool upper = byte >= 'A' && byte <= 'Z';
    return worker->options->fold_case && upper ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_word(const struct skeleton_worker *worker, const unsigned char *word,
                          size_t size)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ folded(worker, word[i])) * UINT64_C(0x100000001B3);
    return hash;
}

/* The digest stands for what a record decoded to. Here that is the hash of each word: whatever
 * makes two results different must go in, and nothing that changes from run to run (an address, a
 * time). */
static void add_to_digest(const struct skeleton_worker *worker, uint64_t hash)
{
    if (worker->digest != NULL)
        worker->harness->digest_add(worker->digest, &hash, sizeof hash);
}

/* One record. Set `reason` to reject it. `witness` is a cheap value that depends on the result: it
 * proves that the work was done and keeps the compiler from dropping it. `output_bytes` is for
 * workloads that write something. Whatever you allocate here, free here or reuse next time. */
static void skeleton_process(void *worker, const unsigned char *record, size_t size,
                             struct br_outcome *outcome)
{
    const struct skeleton_worker *skeleton = worker;
    const unsigned char *at = record;
    for (;;) {
        /* Stages name parts of the work. They cost nothing when nobody measures them. */
        br_stage_begin(skeleton->stages, skeleton->stage_split);
        const unsigned char *word = next_word(&at, record + size);
        br_stage_end(skeleton->stages, skeleton->stage_split);
        if (word == NULL)
            return;
        if ((size_t)(at - word) > skeleton->options->longest_word) {
            outcome->reason = SKELETON_LONG_WORD;
            return;
        }
        br_stage_begin(skeleton->stages, skeleton->stage_hash);
        const uint64_t hash = hash_word(skeleton, word, (size_t)(at - word));
        br_stage_end(skeleton->stages, skeleton->stage_hash);
        add_to_digest(skeleton, hash);
        outcome->witness += hash;
    }
}

/* --- An input of its own ---------------------------------------------------------------------- */

/* For `--input synthetic`: the same seed gives the same bytes on every machine, so use whole
 * numbers and a generator of your own. This one is xorshift64*: Vigna, "An experimental exploration
 * of Marsaglia's xorshift generators, scrambled", 2016. */
static uint64_t next_random(uint64_t *random)
{
    *random ^= *random >> 12;
    *random ^= *random << 25;
    *random ^= *random >> 27;
    return *random * UINT64_C(0x2545F4914F6CDD1D);
}

/* Writes a line of 1 to 16 words of 1 to 8 letters. */
static int generate_line(uint64_t *random, struct br_sink *sink)
{
    char line[16 * 9];
    size_t size = 0;
    const uint64_t words = 1 + (next_random(random) >> 60);
    for (uint64_t i = 0; i < words; i++) {
        const uint64_t letters = 1 + (next_random(random) >> 61);
        for (uint64_t j = 0; j < letters; j++)
            line[size++] = (char)('a' + (next_random(random) >> 32) % 26);
        line[size++] = i + 1 < words ? ' ' : '\n';
    }
    return sink->write(sink, line, size);
}

static int skeleton_generate(const struct br_harness *harness, uint64_t records, uint64_t seed,
                             struct br_sink *sink)
{
    (void)harness;
    uint64_t random = seed ^ UINT64_C(0x9E3779B97F4A7C15);
    if (random == 0)
        random = 1; /* xorshift never leaves zero */
    for (uint64_t i = 0; i < records; i++) {
        int error = generate_line(&random, sink);
        if (error < 0)
            return error;
    }
    return 0;
}

/* --- The table -------------------------------------------------------------------------------- */

/* A plug-in exports its table under this name; built into benchrun it needs one of its own. */
#ifndef BENCHRUN_PLUGIN
#define benchrun_workload br_workload_skeleton
#endif
extern const struct br_workload benchrun_workload;

const struct br_workload benchrun_workload = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "skeleton",
    .summary = "counts and hashes the words of each line: the plug-in to copy",
    .format = "lines",
    .options = skeleton_options,
    .reasons = skeleton_reasons,
    .open = skeleton_open,
    .frame = skeleton_frame,
    .split = skeleton_split,
    .worker_begin = skeleton_worker_begin,
    .process = skeleton_process,
    .worker_end = free,
    .close = free,
    .generate = skeleton_generate,
};
