/* Unpacking of .zst and .gz inputs. */
#include "base/inflate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/os.h"

enum { BLOCK_SIZE = 128 * 1024, GZIP_WINDOW = 15 + 16 /* zlib: 32 KiB window, gzip wrapper */ };

enum packing { PACKING_NONE, PACKING_ZSTD, PACKING_GZIP };

/* The stream at hand: packed bytes come in by blocks, unpacked ones leave by blocks. */
struct stream {
    const char *path;
    int input, output;
    uint64_t written;
    size_t filled; /* bytes in `packed` */
    unsigned char packed[BLOCK_SIZE];
    unsigned char unpacked[BLOCK_SIZE];
    struct br_error *error;
};

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

static int fill(struct stream *stream)
{
    ssize_t size;
    do {
        size = read(stream->input, stream->packed, BLOCK_SIZE);
    } while (size < 0 && errno == EINTR);
    if (size < 0)
        return br_error_set(stream->error, BR_ERROR_IO,
                            "%s cannot be read (%s); check the file and its disk", stream->path,
                            strerror(errno));
    stream->filled = (size_t)size;
    return 0;
}

static int drain(struct stream *stream, size_t size)
{
    int code = br_os_write_all(stream->output, stream->unpacked, size, stream->error);
    if (code != 0) {
        br_error_prefix(stream->error, "unpacking %s", stream->path);
        return code;
    }
    stream->written += size;
    return 0;
}

static int truncated_error(const struct stream *stream)
{
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s ends in the middle of its compressed data; get a complete copy",
                        stream->path);
}

static int corrupt_error(const struct stream *stream, const char *detail)
{
    return br_error_set(stream->error, BR_ERROR_INPUT,
                        "%s is corrupt compressed data (%s); get an intact copy", stream->path,
                        detail);
}

static int memory_error(const struct stream *stream)
{
    return br_error_set(
        stream->error, BR_ERROR_MEMORY,
        "there is not enough memory to unpack %s; free some or unpack it beforehand", stream->path);
}

/* ---- Zstandard ---- */

/* Unpacks the block at hand. *expected becomes 0 at the end of a frame. The decoder leaves a byte
 * of its input unread while it holds output of a frame that is complete, so nothing stays behind.
 */
static int unpack_zstd_block(struct stream *stream, ZSTD_DCtx *decoder, size_t *expected)
{
    ZSTD_inBuffer in = {.src = stream->packed, .size = stream->filled};
    while (in.pos < in.size) {
        ZSTD_outBuffer out = {.dst = stream->unpacked, .size = BLOCK_SIZE};
        size_t result = ZSTD_decompressStream(decoder, &out, &in);
        if (ZSTD_isError(result))
            return corrupt_error(stream, ZSTD_getErrorName(result));
        *expected = result;
        int code = drain(stream, out.pos);
        if (code != 0)
            return code;
    }
    return 0;
}

static int unpack_zstd(struct stream *stream)
{
    ZSTD_DCtx *decoder = ZSTD_createDCtx();
    if (decoder == NULL)
        return memory_error(stream);
    /* Files packed with --long need windows above the decoder's default bound. */
    ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax,
                           ZSTD_dParam_getBounds(ZSTD_d_windowLogMax).upperBound);
    size_t expected = 0;
    int code = fill(stream);
    while (code == 0 && stream->filled > 0) {
        code = unpack_zstd_block(stream, decoder, &expected);
        if (code == 0)
            code = fill(stream);
    }
    ZSTD_freeDCtx(decoder);
    return code == 0 && expected != 0 ? truncated_error(stream) : code;
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

static int gzip_error(const struct stream *stream, const z_stream *decoder, int result)
{
    if (result == Z_MEM_ERROR)
        return memory_error(stream);
    return corrupt_error(stream, decoder->msg != NULL ? decoder->msg : "data error");
}

/* One call of the decoder. Output that did not fit waits in it until the next call; there is one,
 * because a member's trailer is only read after all of its output. */
static int unpack_gzip_step(struct stream *stream, z_stream *decoder, enum gzip_place *place)
{
    decoder->next_out = stream->unpacked;
    decoder->avail_out = BLOCK_SIZE;
    *place = INSIDE_MEMBER;
    int result = inflate(decoder, Z_NO_FLUSH);
    /* Z_BUF_ERROR: the block ended exactly where the last call stopped. */
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return gzip_error(stream, decoder, result);
    if (result == Z_STREAM_END) {
        *place = BETWEEN_MEMBERS;
        inflateReset(decoder);
    }
    return drain(stream, BLOCK_SIZE - decoder->avail_out);
}

static int unpack_gzip_block(struct stream *stream, z_stream *decoder, enum gzip_place *place)
{
    int code = 0;
    decoder->next_in = stream->packed;
    decoder->avail_in = (uInt)stream->filled;
    while (code == 0 && decoder->avail_in > 0) {
        if (*place != INSIDE_MEMBER && decoder->next_in[0] == 0)
            *place = IN_PADDING;
        if (*place == IN_PADDING)
            return is_padding(decoder) ? 0
                                       : corrupt_error(stream, "other data after the last member");
        code = unpack_gzip_step(stream, decoder, place);
    }
    return code;
}

static int unpack_gzip(struct stream *stream)
{
    z_stream decoder = {0};
    if (inflateInit2(&decoder, GZIP_WINDOW) != Z_OK)
        return memory_error(stream);
    enum gzip_place place = BETWEEN_MEMBERS;
    int code = fill(stream);
    while (code == 0 && stream->filled > 0) {
        code = unpack_gzip_block(stream, &decoder, &place);
        if (code == 0)
            code = fill(stream);
    }
    inflateEnd(&decoder);
    return code == 0 && place == INSIDE_MEMBER ? truncated_error(stream) : code;
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

static int unpack(struct stream *stream)
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
    struct stream *stream = malloc(sizeof *stream);
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
