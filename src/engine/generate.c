/* Running a workload's generator into a descriptor; see generate.h. */
#include "engine/generate.h"

#include "base/os.h"
#include "engine/harness.h"

struct descriptor_sink {
    struct br_sink sink; /* first: what the generator gets */
    int descriptor;
    uint64_t bytes;
    struct br_error *error;
};

static int write_to_descriptor(struct br_sink *sink, const void *data, size_t size)
{
    struct descriptor_sink *own = (struct descriptor_sink *)sink;
    own->bytes += size;
    return br_os_write_all(own->descriptor, data, size, own->error);
}

int br_generate(const struct br_workload *workload, const struct br_settings *settings,
                uint64_t records, uint64_t seed, int descriptor, uint64_t *bytes,
                struct br_error *error)
{
    if (workload->generate == NULL)
        return br_error_set(error, BR_ERROR_USAGE,
                            "workload %s has no generator: give it a file with --input",
                            workload->name);
    struct br_error failure = {0};
    struct br_harness_of harness;
    struct descriptor_sink sink = {
        .sink = {.write = write_to_descriptor}, .descriptor = descriptor, .error = &failure};
    br_harness_init(&harness, workload, settings);
    int status = workload->generate(&harness.harness, records, seed, &sink.sink);
    *bytes = sink.bytes;
    if (failure.code != 0)
        return br_error_set(error, failure.code, "%s", failure.message);
    if (status < 0)
        return br_error_set(error, BR_ERROR_FAILED, "the generator of workload %s failed",
                            workload->name);
    return 0;
}
