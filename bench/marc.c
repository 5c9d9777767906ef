/*
 * The marc workload: ISO 2709 (MARC) records decoded by libyaz.
 *
 * Framing. A record is as long as the five digits at its start say when these are digits, at least
 * 25, and the byte they end on is 0x1D. Otherwise it runs to the next 0x1D or the end of the input
 * and is rejected as `framing`. Line feeds, carriage returns, NUL and 0x1A between records are
 * padding. A rejected stretch longer than a span can say (4 GiB) comes in pieces.
 *
 * Rejected records. `directory`: libyaz gives up because the directory has no end (its read
 * returns -1; the other causes of that are caught by the framing). `structure`: libyaz decodes the
 * record but reports damage, in the comments its check format prints. Two kinds of comment do not
 * reject: a bad digit in the leader's entry map, which libyaz repairs ("Assuming"), and a separator
 * inside a field, where libyaz ends the field early ("Separator but not at end of field"): the
 * directory is whole in both. A comment this file does not know rejects. `structure` is also a
 * subfield too short for its own code, or an indicator that a conversion would not take by itself:
 * libyaz would read past both (see codes_are_whole). What libyaz does not look at is not judged:
 * any byte does as a field's first delimiter.
 *
 * Character sets. libyaz converts while it writes. `charset=marc8` converts every record from
 * MARC-8 to UTF-8, `auto` those whose leader does not say UTF-8 ('a' in place 9). With
 * `write=none` a record to convert is rendered in line format and the text dropped, so that the
 * conversion happens; it counts no output bytes.
 *
 * Output is what yaz-marcdump prints for the same format, except that in `marcxml` every <record>
 * carries the namespace itself, since no <collection> stands around it.
 *
 * Work proof. The witness mixes the decoded length, the memory libyaz needed for the decoded
 * record, and the output's length and last bytes. The digest takes the record as libyaz writes it
 * back in ISO 2709 (leader, tags, indicators, subfield codes and values with their separators), and
 * then the output.
 *
 * Memory. One handle per worker; what a record allocated is freed before `process` returns. libyaz
 * may read a few bytes past a record whose last field is shorter than its indicators; the last
 * record of the input is therefore decoded from a copy with zeros after it.
 */
#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <yaz/marcdisp.h>
#include <yaz/yaz-iconv.h>
#include <yaz/yaz-version.h>

#include "bench/generate/generate.h"
#include "bench/workloads.h"

enum { MARC_FRAMING = 1, MARC_DIRECTORY, MARC_STRUCTURE };
enum charset { CHARSET_NONE, CHARSET_MARC8, CHARSET_AUTO };
enum writing { WRITE_NONE, WRITE_LINE, WRITE_MARCXML, WRITE_JSON, WRITE_MARC };

enum {
    LENGTH_DIGITS = 5,
    RECORD_SIZE_MIN = 25,
    RECORD_SIZE_MAX = 99999,
    ESCAPE = 0x1B,
    RECORD_TERMINATOR = 0x1D,
    FIELD_TERMINATOR = 0x1E,
    FIRST_SEPARATOR = 0x1D,
    DELIMITER = 0x1F,
    LEADER_SIZE = 24,
    DIRECTORY_ENTRY_SIZE = 12,
    LEADER_CODING = 9,
    LEADER_INDICATORS = 10,
    LEADER_CODE_SIZE = 11,
    /* More than libyaz reads past a damaged record: two runs of at most 9 indicators and 2. */
    READ_PAST_MAX = 64
};

static const char *const marc_reasons[] = {"framing", "directory", "structure", NULL};

static const char *const marc_libraries[] = {"libyaz " YAZ_VERSION, NULL};

static const struct br_option marc_options[] = {
    {.name = "charset",
     .kind = BR_OPTION_CHOICE,
     .default_value = "none",
     .help = "what to convert to UTF-8: nothing, all from MARC-8, or as each leader says",
     .choices = (const char *const[]){"none", "marc8", "auto", NULL}},
    {.name = "write",
     .kind = BR_OPTION_CHOICE,
     .default_value = "none",
     .help = "what each record is written as after decoding",
     .choices = (const char *const[]){"none", "line", "marcxml", "json", "marc", NULL}},
    BR_GENERATE_MARC_OPTIONS,
    {.name = NULL},
};

struct marc_state {
    enum charset charset;
    enum writing writing;
};

struct marc_worker {
    yaz_marc_t decoder;
    WRBUF text; /* reused for comments, output and digest in turn */
    yaz_iconv_t from_marc8;
    enum charset charset;
    enum writing writing;
    const struct br_harness *harness;
    struct br_stages *stages;
    struct br_digest *digest;
    const unsigned char *copy_from; /* records that end past here are decoded from `copy` */
    uint32_t stage_decode, stage_write;
    unsigned char copy[RECORD_SIZE_MAX + READ_PAST_MAX];
};

static int marc_open(const struct br_harness *harness, void **state, char *message,
                     size_t message_size)
{
    (void)message;
    (void)message_size;
    struct marc_state *made = malloc(sizeof *made);
    if (made == NULL)
        return -1;
    made->charset = (enum charset)harness->option_number(harness, "charset");
    made->writing = (enum writing)harness->option_number(harness, "write");
    *state = made;
    return 0;
}

/* The number in the five digits at `leader`, or 0 when they are not digits. Eight bytes must be
 * readable. All digits are judged at once: adding 0x46 sets the top bit of a byte above '9',
 * subtracting '0' that of a byte below, and both leave a digit's clear. */
static inline uint32_t leader_length(const unsigned char *leader)
{
    uint64_t word;
    memcpy(&word, leader, sizeof word);
    word = le64toh(word) & UINT64_C(0xFFFFFFFFFF);
    const uint64_t above = word + UINT64_C(0x4646464646);
    const uint64_t below = word - UINT64_C(0x3030303030);
    if (((above | below | word) & UINT64_C(0x8080808080)) != 0)
        return 0;
    return (leader[0] - '0') * 10000u + (leader[1] - '0') * 1000u + (leader[2] - '0') * 100u +
           (leader[3] - '0') * 10u + (leader[4] - '0');
}

/* The size of the whole record at `record`, or 0 when the framing rule rejects it. */
static inline uint32_t whole_record_size(const unsigned char *record, const unsigned char *end)
{
    if (end - record < RECORD_SIZE_MIN)
        return 0;
    uint32_t size = leader_length(record);
    if (size < RECORD_SIZE_MIN || (ptrdiff_t)size > end - record)
        return 0;
    return record[size - 1] == RECORD_TERMINATOR ? size : 0;
}

static uint32_t broken_record_size(const unsigned char *record, const unsigned char *end)
{
    const unsigned char *terminator = memchr(record, RECORD_TERMINATOR, (size_t)(end - record));
    uint64_t size = (uint64_t)((terminator != NULL ? terminator + 1 : end) - record);
    return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

static inline bool is_padding(unsigned char byte)
{
    return byte == '\n' || byte == '\r' || byte == 0x00 || byte == 0x1A;
}

static size_t marc_frame(const void *state, const unsigned char *input, uint64_t input_size,
                         uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    const unsigned char *const end = input + input_size;
    const unsigned char *record = input + *offset;
    size_t count = 0;
    while (record < end && count < capacity) {
        uint32_t reason = BR_ACCEPTED;
        uint32_t size = whole_record_size(record, end);
        if (size == 0) {
            if (is_padding(*record)) {
                record++;
                continue;
            }
            size = broken_record_size(record, end);
            reason = MARC_FRAMING;
        }
        spans[count++] =
            (struct br_span){.offset = (uint64_t)(record - input), .size = size, .reason = reason};
        record += size;
    }
    *offset = (uint64_t)(record - input);
    return count;
}

static void marc_worker_end(void *worker)
{
    struct marc_worker *marc = worker;
    if (marc->from_marc8 != NULL)
        yaz_iconv_close(marc->from_marc8);
    if (marc->text != NULL)
        wrbuf_destroy(marc->text);
    if (marc->decoder != NULL)
        yaz_marc_destroy(marc->decoder);
    free(marc);
}

static void start_marking(struct marc_worker *marc, struct br_stages *stages)
{
    marc->stages = stages;
    marc->stage_decode = br_stage_declare(stages, "decode");
    marc->stage_write = br_stage_declare(stages, "write");
}

static int marc_worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    const struct marc_state *options = state;
    struct marc_worker *marc = calloc(1, sizeof *marc);
    if (marc == NULL)
        return -1;
    marc->charset = options->charset;
    marc->writing = options->writing;
    marc->harness = context->harness;
    marc->digest = context->digest;
    const uint64_t slack =
        context->input_size < READ_PAST_MAX ? context->input_size : READ_PAST_MAX;
    marc->copy_from = context->input + context->input_size - slack;
    marc->decoder = yaz_marc_create();
    marc->text = wrbuf_alloc();
    if (marc->charset != CHARSET_NONE)
        marc->from_marc8 = yaz_iconv_open("utf-8", "marc-8");
    start_marking(marc, context->stages);
    if (marc->decoder == NULL || marc->text == NULL ||
        (marc->charset != CHARSET_NONE && marc->from_marc8 == NULL)) {
        marc_worker_end(marc);
        return -1;
    }
    yaz_marc_xml(marc->decoder, YAZ_MARC_CHECK);
    *worker = marc;
    return 0;
}

/* True for a comment that leaves the record accepted; see the top of the file. */
static bool comment_is_harmless(const char *comment, size_t size)
{
    static const char separator[] = "Separator but not at end of field";
    static const char repaired[] = "Assuming";
    return memmem(comment, size, separator, sizeof separator - 1) != NULL ||
           memmem(comment, size, repaired, sizeof repaired - 1) != NULL;
}

/* Judges libyaz's comments, one per line. */
static bool all_harmless(const char *comments, size_t size)
{
    while (size > 0) {
        const char *feed = memchr(comments, '\n', size);
        const size_t length = feed != NULL ? (size_t)(feed - comments) + 1 : size;
        if (!comment_is_harmless(comments, length))
            return false;
        comments += length;
        size -= length;
    }
    return true;
}

/* Reads the record and returns libyaz's verdict on it. */
static uint32_t read_record(struct marc_worker *marc, const unsigned char *record, size_t size)
{
    if (yaz_marc_read_iso2709(marc->decoder, (const char *)record, (int)size) < 0)
        return MARC_DIRECTORY;
    wrbuf_rewind(marc->text);
    if (yaz_marc_write_mode(marc->decoder, marc->text) < 0)
        return MARC_STRUCTURE;
    if (wrbuf_len(marc->text) == 0 || all_harmless(wrbuf_buf(marc->text), wrbuf_len(marc->text)))
        return BR_ACCEPTED;
    return MARC_STRUCTURE;
}

static bool is_ascii(const unsigned char *bytes, size_t size)
{
    uint64_t seen = 0;
    for (; size >= sizeof seen; size -= sizeof seen, bytes += sizeof seen) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        seen |= word;
    }
    for (; size > 0; size--)
        seen |= *bytes++;
    return (seen & UINT64_C(0x8080808080808080)) == 0;
}

/* Whether each subfield in [at, end) begins with a code of `code_size` bytes, in ASCII if asked. */
static bool codes_fit(const unsigned char *at, const unsigned char *end, size_t code_size,
                      bool ascii)
{
    while ((at = memchr(at, DELIMITER, (size_t)(end - at))) != NULL) {
        const unsigned char *code = ++at;
        while (at < end && (*at < FIRST_SEPARATOR || *at > DELIMITER))
            at++;
        if ((size_t)(at - code) < code_size || (ascii && (code[0] < ' ' || code[0] > '~')))
            return false;
    }
    return true;
}

/* Whether the `count` indicators at the start of each field of [at, end) are ASCII without ESC, so
 * that a conversion takes them one byte at a time. Control fields, too: they have no business with
 * other characters either. */
static bool indicators_fit(const unsigned char *at, const unsigned char *end, size_t count)
{
    while ((at = memchr(at, FIELD_TERMINATOR, (size_t)(end - at))) != NULL) {
        at++;
        for (size_t i = 0; i < count && at + i < end; i++) {
            if (at[i] >= FIRST_SEPARATOR && at[i] <= DELIMITER)
                break;
            if (at[i] == ESCAPE || at[i] >= 0x80)
                return false;
        }
    }
    return true;
}

/* Whether libyaz can write the record in any format. Its text formats skip a subfield's code (as
 * long as the leader says, or one character of the set converted from) and each indicator (one
 * character) without regard to where the text ends, and would write whatever memory follows. Its
 * ISO 2709 writer does not, so both are looked up in what that writes. Only unusual records get as
 * far as that. */
static bool codes_are_whole(struct marc_worker *marc, const unsigned char *record, size_t size,
                            bool converting)
{
    const unsigned char digit = record[LEADER_CODE_SIZE];
    const size_t code_size = digit > '2' && digit <= '9' ? (size_t)(digit - '1') : 1;
    const bool is_plain =
        !converting || (is_ascii(record, size) && memchr(record, ESCAPE, size) == NULL);
    if (code_size == 1 && is_plain)
        return true;
    wrbuf_rewind(marc->text);
    (void)yaz_marc_write_iso2709(marc->decoder, marc->text);
    const unsigned char *text = (const unsigned char *)wrbuf_buf(marc->text);
    const unsigned char *end = text + wrbuf_len(marc->text);
    /* libyaz takes two indicators where the leader does not say how many. */
    const unsigned char said = text[LEADER_INDICATORS];
    const size_t indicators = said >= '0' && said <= '9' ? (size_t)(said - '0') : 2;
    return codes_fit(text + LEADER_SIZE, end, code_size, converting) &&
           (is_plain || indicators_fit(text + LEADER_SIZE, end, indicators));
}

/* Decodes the record as it stands, without conversion, and says what is wrong with it. */
static uint32_t decode(struct marc_worker *marc, const unsigned char *record, size_t size,
                       bool converting)
{
    if (record + size > marc->copy_from && size <= RECORD_SIZE_MAX) {
        memcpy(marc->copy, record, size);
        memset(marc->copy + size, 0, READ_PAST_MAX);
        record = marc->copy;
    }
    yaz_marc_iconv(marc->decoder, NULL);
    const uint32_t reason = read_record(marc, record, size);
    if (reason == BR_ACCEPTED && !codes_are_whole(marc, record, size, converting))
        return MARC_STRUCTURE;
    return reason;
}

/* The conversion this record needs: NULL for none. */
static yaz_iconv_t conversion_for(const struct marc_worker *marc, const unsigned char *record)
{
    if (marc->charset == CHARSET_AUTO && record[LEADER_CODING] == 'a')
        return NULL;
    return marc->from_marc8;
}

static void write_text(struct marc_worker *marc, enum writing writing)
{
    wrbuf_rewind(marc->text);
    if (writing == WRITE_LINE)
        (void)yaz_marc_write_line(marc->decoder, marc->text);
    else if (writing == WRITE_MARCXML)
        (void)yaz_marc_write_marcxml(marc->decoder, marc->text);
    else if (writing == WRITE_JSON)
        (void)yaz_marc_write_json(marc->decoder, marc->text);
    else
        (void)yaz_marc_write_iso2709(marc->decoder, marc->text);
}

static void add_to_digest(struct marc_worker *marc)
{
    write_text(marc, WRITE_MARC);
    marc->harness->digest_add(marc->digest, wrbuf_buf(marc->text), wrbuf_len(marc->text));
}

static uint64_t text_witness(WRBUF text)
{
    uint64_t word = 0;
    const size_t size = wrbuf_len(text);
    const size_t tail = size < sizeof word ? size : sizeof word;
    memcpy(&word, wrbuf_buf(text) + size - tail, tail);
    return (word ^ size) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Writes the record, or only converts it where nothing is to be written. */
static void write_record(struct marc_worker *marc, struct br_outcome *outcome)
{
    br_stage_begin(marc->stages, marc->stage_write);
    write_text(marc, marc->writing != WRITE_NONE ? marc->writing : WRITE_LINE);
    br_stage_end(marc->stages, marc->stage_write);
    if (marc->writing != WRITE_NONE) {
        outcome->output_bytes = wrbuf_len(marc->text);
        if (marc->digest != NULL)
            marc->harness->digest_add(marc->digest, wrbuf_buf(marc->text), wrbuf_len(marc->text));
    }
    outcome->witness += text_witness(marc->text);
}

static void marc_process(void *worker, const unsigned char *record, size_t size,
                         struct br_outcome *outcome)
{
    struct marc_worker *marc = worker;
    const yaz_iconv_t conversion = conversion_for(marc, record);
    br_stage_begin(marc->stages, marc->stage_decode);
    outcome->reason = decode(marc, record, size, conversion != NULL);
    br_stage_end(marc->stages, marc->stage_decode);
    if (outcome->reason == BR_ACCEPTED) {
        outcome->witness = (nmem_total(yaz_marc_get_nmem(marc->decoder)) << 20 | size) *
                           UINT64_C(0x9E3779B97F4A7C15);
        yaz_marc_iconv(marc->decoder, conversion);
        if (marc->digest != NULL)
            add_to_digest(marc);
        if (marc->writing != WRITE_NONE || conversion != NULL)
            write_record(marc, outcome);
    }
    yaz_marc_reset(marc->decoder);
}

/* Entries of the directory, with the usual map of the leader: 12 digits each. */
static uint64_t marc_fields(const void *state, const unsigned char *record, size_t size)
{
    (void)state;
    if (size <= LEADER_SIZE)
        return 0;
    const unsigned char *directory = record + LEADER_SIZE;
    const unsigned char *end = memchr(directory, FIELD_TERMINATOR, size - LEADER_SIZE);
    return end != NULL ? (uint64_t)(end - directory) / DIRECTORY_ENTRY_SIZE : 0;
}

const struct br_workload br_workload_marc = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "marc",
    .summary = "decodes MARC records with libyaz",
    .format = "ISO 2709",
    .options = marc_options,
    .reasons = marc_reasons,
    .libraries = marc_libraries,
    .open = marc_open,
    .frame = marc_frame,
    .worker_begin = marc_worker_begin,
    .process = marc_process,
    .worker_end = marc_worker_end,
    .close = free,
    .generate = br_generate_marc,
    .fields = marc_fields,
};
