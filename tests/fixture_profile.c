/* Profiles built by code, for the tests of reports and summaries. */
#include "fixture_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/histogram.h"

#define HOSTILE_INPUT "records|`rm -rf`\033[31m\n# *bold* <b>.mrc"
#define HOSTILE_REASON "bad|field <script>"

static const char *const pass_names[] = {"verify", "throughput", "latency",
                                         "alloc",  "counters",   "stages"};
enum { PASSES = 6, REPLICATES = 5, SAMPLES = 20 };

/* Small deterministic wobble in -1 .. 1. */
static double wobble(uint64_t a, uint64_t b)
{
    uint64_t mixed = (a * 2654435761u + b * 40503u + 12345u) % 2001u;
    return (double)mixed / 1000.0 - 1.0;
}

static void add_text(struct br_texts *texts, const char *text)
{
    char **item = br_list_append(texts, sizeof *item);
    *item = br_string_copy(text);
}

static void add_count(struct br_counts *counts, uint64_t count)
{
    uint64_t *item = br_list_append(counts, sizeof *item);
    *item = count;
}

static void add_setting(struct br_settings *settings, const char *name, const char *value)
{
    struct br_setting *item = br_list_append(settings, sizeof *item);
    item->name = br_string_copy(name);
    item->value = br_string_copy(value);
}

static void add_library(struct br_libraries *libraries, const char *name, const char *version)
{
    struct br_library *item = br_list_append(libraries, sizeof *item);
    item->name = br_string_copy(name);
    item->version = br_string_copy(version);
}

static void fill_config(struct br_config *config, bool concurrent)
{
    config->mode = br_string_copy(concurrent ? "concurrent" : "single");
    config->workload = br_string_copy("marc");
    config->input = br_string_copy(concurrent ? HOSTILE_INPUT : "synthetic");
    config->strategy = concurrent ? br_string_copy("queue") : NULL;
    add_count(&config->sizes, 1000);
    add_count(&config->sizes, 100000);
    for (uint64_t threads = 1; threads <= (concurrent ? 4u : 1u); threads *= 2)
        add_count(&config->threads, threads);
    for (size_t i = 0; i < PASSES; i++)
        add_text(&config->passes, pass_names[i]);
    add_setting(&config->settings, "charset", "auto");
    add_setting(&config->settings, "note", "a|b `c`");
    config->samples = SAMPLES;
    config->replicates = REPLICATES;
    config->sample_ns = 25000000;
    config->time_budget_ns = 10000000000u;
    config->timeout_ns = 60000000000u;
    config->memory_limit_bytes = 1073741824;
    config->interval_ns = 100000000;
    config->seed = 7;
    config->batch_records = 256;
    config->ring_batches = 64;
    config->chunk_records = 64;
    config->heap_sample_bytes = 131072;
    config->cpu_rate_hz = 997;
}

static void fill_machine(struct br_environment *environment)
{
    environment->hostname = br_string_copy("testhost");
    environment->cpu_model = br_string_copy("Example CPU 2000");
    environment->caches = br_string_copy("L1d 32 KiB, L1i 32 KiB, L2 1 MiB, L3 32 MiB");
    environment->governor = br_string_copy("performance");
    environment->kernel = br_string_copy("Linux 6.1.0 x86_64");
    environment->os = br_string_copy("Debian GNU/Linux 12 (bookworm)");
    environment->virtualisation = br_string_copy("kvm");
    environment->cpus_online = 2;
    environment->cpus_allowed = 2;
    environment->memory_bytes = 8589934592u;
    environment->clock_source = br_string_copy("tsc");
    environment->tick_source = br_string_copy("tsc");
    environment->ticks_per_ns = 2.3;
    environment->tick_rate_spread = 1e-6;
    environment->floor_gaps_per_s = 350;
    environment->floor_gap_ns_p50 = 25000;
    environment->floor_gap_ns_p99 = 51000;
    environment->floor_gap_ns_max = 700000;
    environment->floor_lost_share = 0.0125;
    environment->load_average = 0.31;
}

static void fill_build(struct br_environment *environment, bool dirty)
{
    environment->compiler = br_string_copy("GNU 12.2.0");
    environment->compiler_flags = br_string_copy("-O2 -g");
    environment->build_type = br_string_copy("Release");
    environment->benchrun_version = br_string_copy("0.1.0");
    environment->benchrun_commit = br_string_copy("0123456789abcdef");
    environment->benchrun_dirty = dirty;
    environment->commit = br_string_copy("fedcba9876543210");
    environment->dirty = dirty;
    environment->executable_digest = br_string_copy("xxh3:00112233aabbccdd");
    add_library(&environment->libraries, "jemalloc", "5.3.0");
    add_library(&environment->libraries, "yaz", "5.34.0");
    environment->jemalloc_version = br_string_copy("5.3.0-0-g54eaed1");
    environment->jemalloc_settings = br_string_copy("narenas 8, tcache on");
    br_figure_set(&environment->jemalloc_in_effect, BR_STATE_COUNTED, 1, "jemalloc", NULL);
}

static void fill_input(struct br_input *input, bool concurrent)
{
    input->name = br_string_copy(concurrent ? HOSTILE_INPUT : "synthetic");
    input->format = br_string_copy("ISO 2709");
    input->bytes = concurrent ? 48960123 : 136000000;
    input->records = concurrent ? 36000 : 100000;
    input->padding_bytes = concurrent ? 123 : 0;
    input->digest = 0xfeedface12345678u;
    input->framing_rejects = concurrent ? 16 : 0;
    input->record_bytes_mean = 1360;
    input->record_bytes_p50 = 1190;
    input->record_bytes_p99 = 4020;
    input->record_bytes_max = 8911;
    input->generated_records = concurrent ? 0 : 100000;
    input->generated_seed = concurrent ? 0 : 7;
}

static void add_reject(struct br_rejects *rejects, const char *reason, uint64_t records)
{
    struct br_reject *item = br_list_append(rejects, sizeof *item);
    item->reason = br_string_copy(reason);
    item->records = records;
}

static void fill_work(struct br_result *result, bool concurrent)
{
    struct br_work *work = &result->work;
    work->records = result->cell.size;
    work->rejected = concurrent ? work->records / 500 : 0;
    work->accepted = work->records - work->rejected;
    work->bytes = work->records * 1360;
    work->rejected_bytes = work->rejected * 1000;
    work->witness = 0xabcdef0000u + work->records;
    work->digested = strcmp(result->pass, "verify") == 0;
    work->digest = work->digested ? 0x123456789abcdef0u + work->records : 0;
    if (work->rejected > 0) {
        add_reject(&work->rejects, "framing", work->rejected - 1);
        add_reject(&work->rejects, HOSTILE_REASON, 1);
    }
}

/* ns per record and worker; the larger size costs more, the fourth worker brings nothing. */
static double wall_ns_per_record(const struct br_result *result)
{
    double base = result->cell.size > 1000 ? 2800 : 2500;
    double workers = (double)result->cell.threads;
    double speed = workers > 2 ? 1.9 : workers > 1 ? 1.92 : 1;
    bool latency = strcmp(result->pass, "latency") == 0;
    bool alloc = strcmp(result->pass, "alloc") == 0;
    return base / speed * (latency ? 1.003 : alloc ? 1.13 : 1);
}

static void fill_samples(struct br_result *result)
{
    double lanes = (double)(result->cell.threads > 2 ? 2 : result->cell.threads);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        struct br_sample *sample = br_list_append(&result->samples, sizeof *sample);
        double noise = 1 + 0.002 * wobble(result->replicate, 99) + 0.003 * wobble(i, result->order);
        noise *= i == 7 && result->replicate == 0 ? 1.3 : 1;
        double repetition_ns = wall_ns_per_record(result) * (double)result->cell.size * noise;
        sample->repetitions = repetition_ns > 25e6 ? 1 : (uint64_t)(25e6 / repetition_ns) + 1;
        sample->wall_ns = (uint64_t)(repetition_ns * (double)sample->repetitions);
        sample->cpu_ns = (uint64_t)((double)sample->wall_ns * lanes * 0.99);
        sample->run_delay_ns =
            result->cell.threads > 2 ? (uint64_t)((double)sample->wall_ns * 1.4) : 1000;
        sample->core_clock_ghz = 3.0 + 0.01 * wobble(i, result->replicate);
        result->repetitions += sample->repetitions;
    }
    result->warm_up_ns = 60000000;
    result->warm_up_repetitions = 3;
    result->steady = !(result->cell.threads > 2 && result->replicate == 1);
}

static uint64_t measured_wall_ns(const struct br_result *result)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < result->samples.count; i++)
        sum += result->samples.items[i].wall_ns;
    return sum;
}

static void add_worker(struct br_result *result, uint64_t number, bool producer, bool waits)
{
    struct br_worker_row *row = br_list_append(&result->workers, sizeof *row);
    uint64_t wall_ns = measured_wall_ns(result);
    row->worker = number;
    row->cpu = number < 2 ? (int64_t)number : -1;
    row->producer = producer;
    row->records = producer ? 0 : result->repetitions * result->work.records / result->cell.threads;
    row->wall_ns = wall_ns;
    if (!waits)
        return;
    row->starved_ns = producer ? 0 : wall_ns / (number % 2 == 0 ? 50 : 25);
    row->blocked_ns = producer ? wall_ns / 2 : wall_ns / 100;
}

static void fill_workers(struct br_result *result, bool concurrent)
{
    for (uint64_t i = 0; i < result->cell.threads; i++)
        add_worker(result, i, false, concurrent);
    if (concurrent)
        add_worker(result, result->cell.threads, true, true);
    result->pinned = result->cell.threads < 2 ? result->cell.threads : 2;
}

static void add_latency(struct br_result *result, const char *kind, double scale)
{
    struct br_latency *latency = br_list_append(&result->latencies, sizeof *latency);
    struct br_histogram *histogram = malloc(sizeof *histogram);
    br_histogram_reset(histogram);
    uint64_t records = result->repetitions * result->work.records;
    for (uint64_t i = 0; i < 1000; i++)
        br_histogram_record_many(histogram, (uint64_t)(scale * (5000 + 4.5 * (double)i)),
                                 records / 1000 - 2);
    br_histogram_record_many(histogram, (uint64_t)(scale * 52000), 1000);
    br_histogram_record_many(histogram, (uint64_t)(scale * 1500000),
                             records - br_histogram_count(histogram));
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        if (histogram->counts[i] == 0)
            continue;
        add_count(&latency->indices, i);
        add_count(&latency->counts, histogram->counts[i]);
    }
    latency->kind = br_string_copy(kind);
    latency->ticks_per_ns = 2.3;
    latency->bits = BR_HISTOGRAM_BITS;
    latency->records_per_stamp = 1;
    latency->sum = histogram->sum;
    latency->minimum = histogram->minimum;
    latency->maximum = histogram->maximum;
    free(histogram);
}

static void fill_heap(struct br_heap_look *look, uint64_t live_bytes)
{
    look->live_bytes = live_bytes;
    look->active_bytes = live_bytes * 5 / 4;
    look->resident_bytes = live_bytes * 2;
    look->retained_bytes = live_bytes / 2;
    look->metadata_bytes = 2500000;
}

/* Long ones, one rejected; the slowest of all lost its CPU. */
static void fill_slowest(struct br_result *result)
{
    for (uint64_t i = 0; i < 12; i++) {
        struct br_slow_record *record = br_list_append(&result->slowest, sizeof *record);
        record->record = 977 - 80 * i;
        record->offset = record->record * 1360 + 7;
        record->bytes = 4020 - 100 * i;
        record->fields = 45 - i;
        record->ns = i == 0 ? 4012345 : 652000 - 10000.5 * (double)i;
        record->disturbed = i == 0;
        record->rejected = i == 3;
    }
    result->record_fields_p50 = 12;
}

static void fill_threads_of_allocator(struct br_result *result)
{
    struct br_allocation *allocation = &result->allocation;
    struct br_mutex_row *row = br_list_append(&allocation->mutexes, sizeof *row);
    row->name = br_string_copy("bins");
    row->operations = allocation->records / 4;
    if (result->cell.threads > 1) {
        row->waits = 12;
        row->spins = 340;
        row->owner_switches = 5120;
        row->wait_ns = 8123456;
        row->wait_ns_max = 1045678;
        row->threads_max = 2;
    }
    br_figure_set(&allocation->foreign_frees, BR_STATE_COUNTED,
                  (double)(result->cell.threads - 1) * (double)allocation->records, "shim", NULL);
    br_figure_set(&allocation->foreign_freed_bytes, BR_STATE_COUNTED,
                  allocation->foreign_frees.value * 64, "shim", NULL);
}

static void fill_allocation(struct br_result *result)
{
    static const uint64_t classes[][2] = {{16, 10}, {32, 40}, {64, 20}, {2048, 5}};
    struct br_allocation *allocation = &result->allocation;
    uint64_t records = result->repetitions * result->work.records;
    allocation->state = BR_STATE_COUNTED;
    allocation->source = br_string_copy("shim");
    allocation->records = records;
    allocation->allocations = records * 75 + records * 8 / 10;
    allocation->frees = allocation->allocations;
    allocation->requested_bytes = records * 3900;
    allocation->allocated_bytes = records * 4100;
    allocation->freed_bytes = allocation->allocated_bytes;
    allocation->requests_by_jemalloc = allocation->allocations;
    allocation->live_peak_bytes = 196608 * result->cell.threads;
    fill_heap(&allocation->at_start, 4000000);
    fill_heap(&allocation->at_end, 4200000);
    fill_heap(&allocation->after_drain, 4000000);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        struct br_size_class_row *row = br_list_append(&allocation->size_classes, sizeof *row);
        row->bytes = classes[i][0];
        row->requests = classes[i][1] * records;
    }
    for (size_t i = 0; i < result->workers.count; i++) {
        struct br_worker_row *row = &result->workers.items[i];
        row->allocations = row->records * 75;
        row->frees = row->allocations;
        row->allocated_bytes = row->records * 4100;
        row->freed_bytes = row->allocated_bytes;
        row->live_peak_bytes = row->producer ? 0 : 196608;
    }
    fill_threads_of_allocator(result);
}

static void add_counter(struct br_counting *counting, const char *name, enum br_state state,
                        double value, const char *source, const char *reason)
{
    struct br_counter_row *row = br_list_append(&counting->rows, sizeof *row);
    row->name = br_string_copy(name);
    br_figure_set(&row->total, state, value, source, reason);
}

static void fill_counting(struct br_result *result, bool has_pmu)
{
    static const char *const reason = "this CPU offers no hardware counters (ENOENT)";
    struct br_counting *counting = &result->counting;
    counting->records = result->repetitions * result->work.records;
    counting->bytes = result->repetitions * result->work.bytes;
    double records = (double)counting->records;
    enum br_state hardware = has_pmu ? BR_STATE_SCALED : BR_STATE_UNSUPPORTED;
    const char *source = has_pmu ? "pmu" : NULL, *why = has_pmu ? NULL : reason;
    add_counter(counting, "cycles", hardware, has_pmu ? records * 7480 : 0, source, why);
    add_counter(counting, "instructions", hardware, has_pmu ? records * 21050 : 0, source, why);
    add_counter(counting, "cache-misses", hardware, has_pmu ? records * 1.25 : 0, source, why);
    add_counter(counting, "reference-cycles", BR_STATE_COUNTED, records * 5750, "tsc", NULL);
    add_counter(counting, "core-cycles", BR_STATE_COUNTED, records * 7500, "probe", NULL);
}

static void add_stage(struct br_result *result, const char *path, double share, double self_share)
{
    struct br_stage_result *stage = br_list_append(&result->stages, sizeof *stage);
    double records = (double)result->repetitions * (double)result->work.records;
    double thread_ns = (double)measured_wall_ns(result) * (double)(result->workers.count);
    stage->path = br_string_copy(path);
    stage->calls = result->repetitions * result->work.records;
    stage->wall_ns = thread_ns * share;
    stage->self_wall_ns = thread_ns * self_share;
    stage->wall_ns_max = 812345;
    br_figure_set(&stage->cpu_ns, BR_STATE_UNSUPPORTED, 0, NULL,
                  "calls are shorter than 25 µs on average");
    br_figure_set(&stage->allocated_bytes, BR_STATE_COUNTED, records * 4100 * self_share,
                  "jemalloc", NULL);
    br_figure_set(&stage->net_growth_bytes, BR_STATE_COUNTED, 0, "jemalloc", NULL);
}

static void fill_stages(struct br_result *result, bool concurrent)
{
    add_stage(result, "frame", 0.05, 0.05);
    add_stage(result, "decode", concurrent ? 0.5 : 0.93, 0.3);
    add_stage(result, "decode.charset", 0.2, 0.2);
    result->stage_pair_cost_ns = 24;
}

static void fill_looks(struct br_result *result)
{
    static const char *const stages[] = {NULL, "frame", "decode", "decode", "decode"};
    for (uint64_t i = 0; i < 10; i++) {
        struct br_look *look = br_list_append(&result->looks, sizeof *look);
        look->time_ns = (i + 1) * 100000000;
        look->rss_bytes = 60000000 + i * 100000;
        look->cpu_percent = 97 + (double)(i % 3);
        look->rate_records_per_s = 350000;
        look->stage = strcmp(result->pass, "stages") == 0 ? br_string_copy(stages[i % 5]) : NULL;
    }
}

static void fill_measures(struct br_result *result, bool concurrent)
{
    fill_work(result, concurrent);
    fill_samples(result);
    fill_workers(result, concurrent);
    if (strcmp(result->pass, "latency") == 0) {
        add_latency(result, "service", 1);
        fill_slowest(result);
        if (concurrent)
            add_latency(result, "residence", 300);
    }
    if (strcmp(result->pass, "alloc") == 0)
        fill_allocation(result);
    if (strcmp(result->pass, "counters") == 0)
        fill_counting(result, !concurrent);
    if (strcmp(result->pass, "stages") == 0)
        fill_stages(result, concurrent);
    fill_looks(result);
    result->usage = (struct br_usage){.user_ns = 900000000,
                                      .system_ns = 20000000,
                                      .minor_faults = 14000,
                                      .voluntary_switches = 12,
                                      .involuntary_switches = 130,
                                      .rss_peak_bytes = 61000000};
}

static void add_result(struct br_profile *profile, const struct br_cell *cell, const char *pass,
                       uint64_t replicate, bool concurrent)
{
    uint64_t order = profile->results.count;
    struct br_result *result = br_list_append(&profile->results, sizeof *result);
    result->cell.mode = br_string_copy(profile->config.mode);
    result->cell.workload = br_string_copy(profile->config.workload);
    result->cell.input = br_string_copy(profile->config.input);
    result->cell.strategy = br_string_copy(profile->config.strategy);
    result->cell.size = cell->size;
    result->cell.threads = cell->threads;
    result->pass = br_string_copy(pass);
    result->replicate = replicate;
    result->order = order;
    result->started_ns = order * 1000000000;
    result->ended_ns = result->started_ns + 900000000;
    result->ok = !(concurrent && strcmp(pass, "counters") == 0 && cell->size == 100000 &&
                   cell->threads == 2);
    if (result->ok) {
        fill_measures(result, concurrent);
    } else {
        result->failure = br_string_copy("the child was killed by SIGSEGV (segmentation fault) in "
                                         "record 4711 at offset 6402113");
        result->output_tail = br_string_copy("marc: \033[31mwarning\033[0m\n```\nassertion `x|y`");
    }
}

static void add_cell(struct br_profile *profile, uint64_t size, uint64_t threads, bool concurrent)
{
    struct br_cell cell = {.size = size, .threads = threads};
    for (size_t i = 0; i < PASSES; i++) {
        uint64_t processes = strcmp(pass_names[i], "throughput") == 0 ? REPLICATES : 1;
        for (uint64_t j = 0; j < processes; j++)
            add_result(profile, &cell, pass_names[i], j, concurrent);
    }
}

static void fill(struct br_profile *profile, bool concurrent)
{
    profile->schema_version = BR_PROFILE_SCHEMA_VERSION;
    profile->name = br_string_copy(concurrent ? "concurrent-marc-wip" : "single-marc-wip");
    profile->created = br_string_copy("2026-03-01T12:30:00Z");
    profile->command = br_string_copy(
        concurrent ? "benchrun run --mode concurrent --input 'records|`rm -rf`' -O 'note=a|b `c`'"
                   : "benchrun run --mode single --sizes 1k,100k");
    profile->workload_summary = br_string_copy("ISO 2709 records through libyaz");
    profile->complete = true;
    profile->duration_ns = 61000000000u;
    fill_config(&profile->config, concurrent);
    fill_machine(&profile->environment);
    fill_build(&profile->environment, concurrent);
    fill_input(br_list_append(&profile->inputs, sizeof(struct br_input)), concurrent);
    for (uint64_t size = 100000; size >= 1000; size /= 100)
        for (uint64_t threads = 1; threads <= (concurrent ? 4u : 1u); threads *= 2)
            add_cell(profile, size, threads, concurrent);
}

void fixture_profile_concurrent(struct br_profile *profile)
{
    fill(profile, true);
}

void fixture_profile_single(struct br_profile *profile)
{
    fill(profile, false);
}

void fixture_profile_settle_stages(struct br_profile *profile)
{
    for (size_t i = 0; i < profile->results.count; i++) {
        struct br_stage_results *stages = &profile->results.items[i].stages;
        for (size_t j = 0; j < stages->count; j++) {
            bool is_nested = strchr(stages->items[j].path, '.') != NULL;
            stages->items[j].self_wall_ns = is_nested ? 0 : stages->items[j].wall_ns;
        }
    }
}
