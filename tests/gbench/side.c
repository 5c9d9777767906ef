/* The two sides of a comparison; see side.h. */
#include "side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"

struct corpus {
    const char *format;
    const char *path;
    uint64_t synthetic_records;
};

static const struct corpus corpora[] = {
    {"marc", "marc/loc_bibliographic_386.mrc", 2000},
    {"ndjson", "ndjson/amazon_cellphones.ndjson", 4000},
    {"csv", "csv/nfl.csv", 20000},
};

static const struct corpus *corpus_of(const struct bare_format *format)
{
    for (size_t i = 0; i < sizeof corpora / sizeof *corpora; i++)
        if (strcmp(corpora[i].format, format->name) == 0)
            return &corpora[i];
    bench_fail("no corpus for %s", format->name);
}

static void open_both(struct sides *sides)
{
    sides->bare = (struct bare){.data = sides->input.data, .size = sides->input.size};
    if (sides->format->open(&sides->bare) < 0)
        bench_fail("the bare loop of %s could not be opened", sides->format->name);
    sides->drive = bench_drive_open(&(struct bench_request){
        .workload = sides->format->workload, .input = &sides->input, .mode = &br_mode_single});
}

void sides_open_synthetic(struct sides *sides, const struct bare_format *format)
{
    *sides = (struct sides){.format = format};
    (void)snprintf(sides->subject, sizeof sides->subject, "%s", format->name);
    sides->input = bench_input_generate(format->workload, corpus_of(format)->synthetic_records);
    open_both(sides);
}

bool sides_open_real(struct sides *sides, const struct bare_format *format)
{
    const char *folder = getenv("BENCHRUN_CORPORA");
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s",
                   folder != NULL ? folder : BENCHRUN_SOURCE_DIR "/../shared/corpora",
                   corpus_of(format)->path);
    if (!br_os_file_exists(path))
        return false;
    *sides = (struct sides){.format = format};
    (void)snprintf(sides->subject, sizeof sides->subject, "%s-real", format->name);
    sides->input = bench_input_file(format->workload, path);
    open_both(sides);
    return true;
}

void sides_close(struct sides *sides)
{
    bench_drive_close(sides->drive);
    sides->format->close(&sides->bare);
    bench_input_release(&sides->input);
}

static void run_bare(void *context)
{
    struct sides *sides = context;
    sides->format->loop(&sides->bare, 0, sides->bare.size);
}

static void run_harness(void *context)
{
    bench_drive_repeat(((struct sides *)context)->drive);
}

struct timed sides_bare(struct sides *sides)
{
    return (struct timed){run_bare, sides};
}

struct timed sides_harness(struct sides *sides)
{
    return (struct timed){run_harness, sides};
}

void sides_check(struct sides *sides)
{
    struct bare *bare = &sides->bare;
    bare->records = bare->rejected = bare->bytes = bare->witness = 0;
    bench_drive_reset(sides->drive);
    run_bare(sides);
    run_harness(sides);
    struct br_sums sums = bench_drive_sums(sides->drive);
    if (bare->records != sums.records || bare->records - bare->rejected != sums.accepted ||
        bare->bytes != sums.bytes || bare->witness != sums.witness)
        bench_fail(
            "%s: the bare loop did other work: %llu records, %llu rejected, witness %llx; "
            "the harness %llu, %llu, %llx",
            sides->subject, (unsigned long long)bare->records, (unsigned long long)bare->rejected,
            (unsigned long long)bare->witness, (unsigned long long)sums.records,
            (unsigned long long)(sums.records - sums.accepted), (unsigned long long)sums.witness);
}

static void run_topic(struct sides *sides, void (*topic)(struct sides *sides))
{
    sides_check(sides);
    topic(sides);
    sides_close(sides);
}

void sides_each(void (*topic)(struct sides *sides))
{
    struct sides sides;
    for (size_t i = 0; bare_formats[i] != NULL; i++) {
        sides_open_synthetic(&sides, bare_formats[i]);
        run_topic(&sides, topic);
        if (sides_open_real(&sides, bare_formats[i]))
            run_topic(&sides, topic);
    }
}
