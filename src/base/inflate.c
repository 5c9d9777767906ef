/* Unpacking of .zst and .gz inputs. */
#include "base/inflate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/inflate_stream.h"
#include "base/os.h"
#include "optional_parts.h"

enum { GZIP_WINDOW = 15 + 16 /* zlib: 32 KiB window, gzip wrapper */ };

enum packing { PACKING_NONE, PACKING_ZSTD, PACKING_GZIP };

static enum packing recognise(const unsigned char *bytes, size_t size)
{
    static const unsigned char zstd_magic[] = {0x28, 0xB5, 0x2F, 0xFD};
    static const unsigned char gzip_magic[] = {0x1F, 0x8B, 0x08};
    static const unsigned char skippable_tail[] = {0x2A, 0x4D, 0x18}; /* after 0x50 to 0x5F */
    if (size >= sizeof gzip_magic && memcmp(bytes, gzip_magic, sizeof gzip_magic) == 0)
        return PACKING_GZIP;
    if (size < sizeof zstd_magic)
        return PACKING_NONE;
    bool is_skippable =
        (bytes[0] & 0xF0) == 0x50 && memcmp(bytes + 1, skippable_tail, sizeof skippable_tail) == 0;
    bool is_frame = memcmp(bytes, zstd_magic, sizeof zstd_magic) == 0;
    return is_frame || is_skippable ? PACKING_ZSTD : PACKING_NONE;
}

static enum packing recognise_file(int descriptor)
{
    unsigned char beginning[4];
    ssize_t size = pread(descriptor, beginning, sizeof beginning, 0);
    return size > 0 ? recognise(beginning, (size_t)size) : PACKING_NONE;
}

int br_inflate_fill(struct br_inflate_stream *stream)
{
    ssize_t size;
    do {
        size = read(stream->input, stream->packed, BR_INFLATE_BLOCK);
    } while (size < 0 && errno == EINTR);
    if (size < 0)
        return br_error_set(stream->error, BR_ERROR_IO,
                            "%s cannot be read (%s); check the file and its disk", stream->path,
                            strerror(errno));
    stream->filled = (size_t)size;
    return 0;
}

int br_inflate_drain(struct br_inflate_stream *stream, size_t size)
{
    int code = br_os_write_all(stream->output, stream->unpacked, size, stream->error);
    if (code != 0) {
        br_error_prefix(stream->error, "unpacking %s", stream->path);
        return code;
    }
    stream->written += size;
    return 0;
}

int br_inflate_truncated(const struct br_inflate_stream *stream)
{
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s ends in the middle of its compressed data; get a complete copy",
                        stream->path);
}

int br_inflate_corrupt(const struct br_inflate_stream *stream, const char *detail)
{
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s is corrupt compressed data (%s); get an intact copy", stream->path,
                        detail);
}

int br_inflate_no_memory(const struct br_inflate_stream *stream)
{
    return br_error_set(
        stream->error, BR_ERROR_MEMORY,
        "there is not enough memory to unpack %s; free some or unpack it beforehand", stream->path);
}

/* ---- gzip ---- */

static bool is_padding(const z_stream *decoder)
{
    for (uInt i = 0; i < decoder->avail_in; i++)
        if (decoder->next_in[i] != 0)
            return false;
    return true;
}

/* Where in the file the decoder stands. */
enum gzip_place { BETWEEN_MEMBERS, INSIDE_MEMBER, IN_PADDING };

static int gzip_error(const struct br_inflate_stream *stream, const z_stream *decoder, int result)
{
    if (result == Z_MEM_ERROR)
        return br_inflate_no_memory(stream);
    return br_inflate_corrupt(stream, decoder->msg != NULL ? decoder->msg : "data error");
}

/* One call of the decoder. Output that did not fit waits in it until the next call; there is one,
 * because a member's trailer is only read after all of its output. */
static int unpack_gzip_step(struct br_inflate_stream *stream, z_stream *decoder,
                            enum gzip_place *place)
{
    decoder->next_out = stream->unpacked;
    decoder->avail_out = BR_INFLATE_BLOCK;
    *place = INSIDE_MEMBER;
    int result = inflate(decoder, Z_NO_FLUSH);
    /* Z_BUF_ERROR: the block ended exactly where the last call stopped. */
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return gzip_error(stream, decoder, result);
    if (result == Z_STREAM_END) {
        *place = BETWEEN_MEMBERS;
        inflateReset(decoder);
    }
    return br_inflate_drain(stream, BR_INFLATE_BLOCK - decoder->avail_out);
}

static int unpack_gzip_block(struct br_inflate_stream *stream, z_stream *decoder,
                             enum gzip_place *place)
{
    int code = 0;
    decoder->next_in = stream->packed;
    decoder->avail_in = (uInt)stream->filled;
    while (code == 0 && decoder->avail_in > 0) {
        if (*place != INSIDE_MEMBER && decoder->next_in[0] == 0)
            *place = IN_PADDING;
        if (*place == IN_PADDING)
            return is_padding(decoder)
                       ? 0
                       : br_inflate_corrupt(stream, "other data after the last member");
        code = unpack_gzip_step(stream, decoder, place);
    }
    return code;
}

static int unpack_gzip(struct br_inflate_stream *stream)
{
    z_stream decoder = {0};
    if (inflateInit2(&decoder, GZIP_WINDOW) != Z_OK)
        return br_inflate_no_memory(stream);
    enum gzip_place place = BETWEEN_MEMBERS;
    int code = br_inflate_fill(stream);
    while (code == 0 && stream->filled > 0) {
        code = unpack_gzip_block(stream, &decoder, &place);
        if (code == 0)
            code = br_inflate_fill(stream);
    }
    inflateEnd(&decoder);
    return code == 0 && place == INSIDE_MEMBER ? br_inflate_truncated(stream) : code;
}

/* ---- both ---- */

bool br_inflate_is_packed(const char *path)
{
    size_t size;
    int descriptor = br_os_open_regular(path, &size, NULL);
    if (descriptor < 0)
        return false;
    bool is_packed = recognise_file(descriptor) != PACKING_NONE;
    close(descriptor);
    return is_packed;
}

static int unpack_zstd(struct br_inflate_stream *stream)
{
#if BR_HAS_ZSTD
    return br_inflate_zstd(stream);
#else
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s is Zstandard data, which this build of benchrun cannot unpack (%s); "
                        "unpack it first, with zstd -d",
                        stream->path, BR_ABSENCE_ZSTD);
#endif
}

static int unpack(struct br_inflate_stream *stream)
{
    switch (recognise_file(stream->input)) {
    case PACKING_ZSTD:
        return unpack_zstd(stream);
    case PACKING_GZIP:
        return unpack_gzip(stream);
    case PACKING_NONE:
        break;
    }
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s is neither Zstandard nor gzip data; use it as it is", stream->path);
}

int br_inflate_to_descriptor(const char *path, int descriptor, uint64_t *size,
                             struct br_error *error)
{
    size_t packed_size;
    int input = br_os_open_regular(path, &packed_size, error);
    if (input < 0)
        return input;
    int code;
    struct br_inflate_stream *stream = malloc(sizeof *stream);
    if (stream == NULL) {
        code = br_error_set(error, BR_ERROR_MEMORY,
                            "there is not enough memory to unpack %s; free some", path);
    } else {
        stream->path = path;
        stream->input = input;
        stream->output = descriptor;
        stream->written = 0;
        stream->error = error;
        code = unpack(stream);
        *size = stream->written;
    }
    free(stream);
    close(input);
    return code;
}
