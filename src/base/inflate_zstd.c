/* Unpacking of Zstandard frames; left out of a build without libzstd. */
#include <zstd.h>

#include "base/inflate_stream.h"

/* Unpacks the block at hand. *expected becomes 0 at the end of a frame. The decoder leaves a byte
 * of its input unread while it holds output of a frame that is complete, so nothing stays behind.
 */
static int unpack_zstd_block(struct br_inflate_stream *stream, ZSTD_DCtx *decoder, size_t *expected)
{
    ZSTD_inBuffer in = {.src = stream->packed, .size = stream->filled};
    while (in.pos < in.size) {
        ZSTD_outBuffer out = {.dst = stream->unpacked, .size = BR_INFLATE_BLOCK};
        size_t result = ZSTD_decompressStream(decoder, &out, &in);
        if (ZSTD_isError(result))
            return br_inflate_corrupt(stream, ZSTD_getErrorName(result));
        *expected = result;
        int code = br_inflate_drain(stream, out.pos);
        if (code != 0)
            return code;
    }
    return 0;
}

int br_inflate_zstd(struct br_inflate_stream *stream)
{
    ZSTD_DCtx *decoder = ZSTD_createDCtx();
    if (decoder == NULL)
        return br_inflate_no_memory(stream);
    /* Files packed with --long need windows above the decoder's default bound. */
    ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax,
                           ZSTD_dParam_getBounds(ZSTD_d_windowLogMax).upperBound);
    size_t expected = 0;
    int code = br_inflate_fill(stream);
    while (code == 0 && stream->filled > 0) {
        code = unpack_zstd_block(stream, decoder, &expected);
        if (code == 0)
            code = br_inflate_fill(stream);
    }
    ZSTD_freeDCtx(decoder);
    return code == 0 && expected != 0 ? br_inflate_truncated(stream) : code;
}
