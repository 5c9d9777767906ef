/* MARC through libyaz, by hand: hop by leader, decode, check, reset. */
#include "bare.h"

#include <stdlib.h>
#include <string.h>

#include <yaz/marcdisp.h>
#include <yaz/wrbuf.h>

#include "bench/workloads.h"

struct libraries {
    yaz_marc_t decoder;
    WRBUF comments;
};

static int open_marc(struct bare *bare)
{
    struct libraries *libraries = calloc(1, sizeof *libraries);
    if (libraries == NULL)
        return -1;
    libraries->decoder = yaz_marc_create();
    libraries->comments = wrbuf_alloc();
    yaz_marc_xml(libraries->decoder, YAZ_MARC_CHECK);
    bare->library = libraries;
    return 0;
}

static void close_marc(struct bare *bare)
{
    struct libraries *libraries = bare->library;
    wrbuf_destroy(libraries->comments);
    yaz_marc_destroy(libraries->decoder);
    free(libraries);
}

/* The leader's five digits; 0 when they are no record's length. */
static inline size_t record_size(const unsigned char *record, size_t left)
{
    size_t size = 0;
    if (left < 25)
        return 0;
    for (int i = 0; i < 5; i++) {
        if (record[i] < '0' || record[i] > '9')
            return 0;
        size = size * 10 + (size_t)(record[i] - '0');
    }
    return size >= 25 && size <= left && record[size - 1] == 0x1D ? size : 0;
}

static inline void work(struct bare *bare, const unsigned char *record, size_t size)
{
    struct libraries *libraries = bare->library;
    bare->records++;
    bare->bytes += size;
    yaz_marc_iconv(libraries->decoder, NULL);
    if (yaz_marc_read_iso2709(libraries->decoder, (const char *)record, (int)size) < 0) {
        bare->rejected++;
        return;
    }
    wrbuf_rewind(libraries->comments);
    (void)yaz_marc_write_mode(libraries->decoder, libraries->comments);
    if (wrbuf_len(libraries->comments) == 0)
        bare->witness += (nmem_total(yaz_marc_get_nmem(libraries->decoder)) << 20 | size) *
                         UINT64_C(0x9E3779B97F4A7C15);
    else
        bare->rejected++;
    yaz_marc_iconv(libraries->decoder, NULL);
    yaz_marc_reset(libraries->decoder);
}

static void loop_marc(struct bare *bare, size_t begin, size_t end)
{
    while (begin < end) {
        size_t size = record_size(bare->data + begin, end - begin);
        if (size == 0)
            break;
        work(bare, bare->data + begin, size);
        begin += size;
    }
}

static void step_marc(void *context)
{
    struct bare *bare = context;
    size_t size = record_size(bare->data + bare->offset, bare->size - bare->offset);
    work(bare, bare->data + bare->offset, size);
    bare->offset += size;
    if (bare->offset == bare->size)
        bare->offset = 0;
}

uint64_t bare_hop_leaders(const unsigned char *data, size_t size)
{
    uint64_t records = 0;
    for (size_t at = 0, length; at < size; at += length) {
        length = record_size(data + at, size - at);
        if (length == 0)
            break;
        records++;
    }
    return records;
}

const struct bare_format bare_marc = {
    .name = "marc",
    .workload = &br_workload_marc,
    .open = open_marc,
    .loop = loop_marc,
    .step = step_marc,
    .close = close_marc,
};
