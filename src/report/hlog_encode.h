/*
 * One histogram in HdrHistogram's V2 compressed encoding, as base64. Private to src/report.
 *
 * Layout (HdrHistogram, encodeIntoCompressedByteBuffer): big-endian cookie 0x1c849314, length,
 * zlib stream of { cookie 0x1c849313, payload length, normalising offset 0, significant digits,
 * lowest and highest trackable value, ratio 1.0, counts }. Counts are ZigZag LEB128 of at most nine
 * bytes; a run of n zeros is -n.
 */
#ifndef BR_REPORT_HLOG_ENCODE_H
#define BR_REPORT_HLOG_ENCODE_H

#include "base/error.h"
#include "base/text.h"
#include "measure/histogram.h"

/* Appends the text ("HISTFAAAA..."), values in ns with three significant digits. Every bucket's
 * count goes to the value in its middle: no count is lost, and no value moves by more than half a
 * bucket. */
int br_hlog_encode(const struct br_histogram *histogram, double ticks_per_ns, struct br_text *text,
                   struct br_error *error);

#endif
