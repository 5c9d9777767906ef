/* The journal of a run: entries as lines with length and checksum; see journal.h. */
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/os.h"
#include "base/replace.h"
#include "base/text.h"

static const char RUN[] = "run";
static const char PASS[] = "pass";

char *br_journal_path(const char *folder, const char *name)
{
    return br_string_format("%s/%s.journal", folder, name);
}

/* ---- writing ---- */

static int print_entry(const char *kind, const struct br_shape *shape, const void *object,
                       struct br_text *line, struct br_error *error)
{
    char *payload = br_shape_print(shape, object, false);
    if (payload != NULL) {
        size_t size = strlen(payload);
        br_text_format(line, "%s %zu %016" PRIx64 " ", kind, size,
                       (uint64_t)XXH3_64bits(payload, size));
        br_text_append_bytes(line, payload, size);
        br_text_append(line, "\n");
    }
    bool is_printed = payload != NULL && !line->failed;
    free(payload);
    return is_printed ? 0 : br_error_set(error, BR_ERROR_MEMORY, "no memory for an entry");
}

/* Two runs into one journal would be a run that nobody measured. File systems without locks are
 * taken at the user's word. */
static int lock(int descriptor, const char *path, struct br_error *error)
{
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return 0;
    return br_error_set(error, BR_ERROR_USAGE,
                        "another benchrun is at work on %s: wait for it, or use another name with "
                        "--save",
                        path);
}

/* Opens and locks an existing journal; negative with error. */
static int open_locked(const char *path, struct br_error *error)
{
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return br_error_set(error, errno == ENOENT ? BR_ERROR_INPUT : BR_ERROR_IO,
                            "journal %s cannot be opened (%s): check the file", path,
                            strerror(errno));
    int code = lock(descriptor, path, error);
    if (code == 0)
        return descriptor;
    close(descriptor);
    return code;
}

static int replace_file(const char *path, const struct br_text *line, struct br_error *error)
{
    struct br_replacement replacement;
    int code = br_replace_open(path, &replacement, error);
    if (code < 0)
        return code;
    code = br_os_write_all(replacement.descriptor, line->data, line->size, error);
    if (code == 0)
        return br_replace_commit(&replacement, error);
    br_replace_abandon(&replacement);
    return code;
}

/* Puts the first line in the place of whatever was there, which must not be in use. */
static int start_file(const char *path, const struct br_text *line, struct br_error *error)
{
    int older = -1;
    if (br_os_file_exists(path)) {
        older = open_locked(path, error);
        if (older == BR_ERROR_USAGE)
            return older;
    }
    int code = br_os_make_folder_of(path, error);
    if (code == 0)
        code = replace_file(path, line, error);
    if (older >= 0)
        close(older);
    return code;
}

int br_journal_create(const char *path, const struct br_profile *profile,
                      struct br_journal *journal, struct br_error *error)
{
    struct br_text line = {0};
    struct br_profile header = *profile; /* shares what it points to */
    header.schema_version = BR_PROFILE_SCHEMA_VERSION;
    header.results = (struct br_results){0};
    int code = print_entry(RUN, &br_profile_shape, &header, &line, error);
    if (code == 0)
        code = start_file(path, &line, error);
    int descriptor = code == 0 ? open_locked(path, error) : code;
    if (descriptor >= 0)
        *journal = (struct br_journal){
            .path = br_string_copy(path), .descriptor = descriptor, .size = line.size};
    else
        br_error_prefix(error, "the journal of the run");
    br_text_release(&line);
    return descriptor >= 0 ? 0 : descriptor;
}

/* ---- reading ---- */

struct reading {
    const char *path;
    const char *text;
    size_t size;
    size_t at;          /* where the next line begins */
    size_t line_number; /* of it, from 1 */
};

struct line {
    const char *kind;
    size_t kind_size;
    const char *payload;
    size_t size;
};

/* Takes a number and the space behind it; false when that is not what stands there. */
static bool take_number(const char **at, const char *end, int base, uint64_t *number)
{
    char digits[24] = "";
    const char *space = memchr(*at, ' ', (size_t)(end - *at));
    if (space == NULL || space == *at || (size_t)(space - *at) >= sizeof digits)
        return false;
    memcpy(digits, *at, (size_t)(space - *at));
    char *parsed_to;
    *number = strtoull(digits, &parsed_to, base);
    *at = space + 1;
    return *parsed_to == '\0';
}

/* Splits and verifies the bytes up to `end`, where the line end must stand. */
static bool parse_line(const char *begin, const char *end, struct line *line)
{
    uint64_t size = 0;
    uint64_t checksum = 0;
    const char *space = memchr(begin, ' ', (size_t)(end - begin));
    if (space == NULL)
        return false;
    const char *at = space + 1;
    if (!take_number(&at, end, 10, &size) || !take_number(&at, end, 16, &checksum))
        return false;
    *line = (struct line){.kind = begin,
                          .kind_size = (size_t)(space - begin),
                          .payload = at,
                          .size = (size_t)(end - at)};
    return line->size == size && XXH3_64bits(at, line->size) == checksum;
}

static int damaged(const struct reading *reading, const char *what, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_FORMAT,
                        "line %zu of the journal %s %s: it was damaged after it was written; run "
                        "without --resume to start anew",
                        reading->line_number, reading->path, what);
}

/* 1 with the next line, 0 at the end or before a torn last line, negative for damage. */
static int next_line(const struct reading *reading, struct line *line, size_t *next,
                     struct br_error *error)
{
    const char *begin = reading->text + reading->at;
    const char *stop = reading->text + reading->size;
    if (begin == stop)
        return 0;
    const char *end = memchr(begin, '\n', (size_t)(stop - begin));
    if (end == NULL)
        return 0;
    *next = (size_t)(end + 1 - reading->text);
    if (parse_line(begin, end, line))
        return 1;
    return end + 1 == stop ? 0 : damaged(reading, "does not fit its checksum", error);
}

static bool is_kind(const struct line *line, const char *kind)
{
    return line->kind_size == strlen(kind) && memcmp(line->kind, kind, line->kind_size) == 0;
}

static int check_version(const struct reading *reading, const struct br_profile *profile,
                         struct br_error *error)
{
    if (profile->schema_version == BR_PROFILE_SCHEMA_VERSION)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT,
                        "journal %s has schema version %" PRIu64
                        ", this benchrun writes %d: resume with the benchrun that began it, or run "
                        "without --resume to start anew",
                        reading->path, profile->schema_version, BR_PROFILE_SCHEMA_VERSION);
}

static int take_header(const struct reading *reading, const struct line *line,
                       struct br_profile *profile, struct br_error *error)
{
    if (!is_kind(line, RUN))
        return damaged(reading, "is not the head of a run", error);
    if (br_shape_parse(&br_profile_shape, line->payload, line->size, profile, error) < 0)
        return br_error_prefix(error, "journal %s, line %zu", reading->path, reading->line_number);
    return check_version(reading, profile, error);
}

static int take_result(const struct reading *reading, const struct line *line,
                       struct br_profile *profile, struct br_error *error)
{
    struct br_result result = {0};
    if (!is_kind(line, PASS))
        return damaged(reading, "is not a pass", error);
    int code = br_shape_parse(&br_result_shape, line->payload, line->size, &result, error);
    if (code == 0)
        code = br_result_check(&result, error);
    if (code < 0) {
        br_shape_release(&br_result_shape, &result);
        return br_error_prefix(error, "journal %s, line %zu", reading->path, reading->line_number);
    }
    *(struct br_result *)br_list_append(&profile->results, sizeof result) = result;
    return 0;
}

/* Every whole line into the profile; reading->at ends behind the last one. */
static int read_lines(struct reading *reading, struct br_profile *profile, struct br_error *error)
{
    struct line line = {.kind = "", .payload = ""};
    size_t next = 0;
    int code;
    while ((code = next_line(reading, &line, &next, error)) == 1) {
        code = reading->line_number == 1 ? take_header(reading, &line, profile, error)
                                         : take_result(reading, &line, profile, error);
        if (code < 0)
            return code;
        reading->at = next;
        reading->line_number++;
    }
    if (code == 0 && reading->at == 0)
        return damaged(reading, "is not complete", error);
    return code;
}

static int read_file(const char *path, struct br_profile *profile, size_t *complete,
                     struct br_error *error)
{
    char *text = NULL;
    struct reading reading = {.path = path, .line_number = 1};
    int code = br_os_read_file(path, &text, &reading.size, error);
    if (code < 0)
        return code;
    reading.text = text;
    code = read_lines(&reading, profile, error);
    *complete = reading.at;
    free(text);
    if (code < 0)
        br_profile_release(profile);
    return code;
}

int br_journal_open(const char *path, struct br_journal *journal, struct br_profile *profile,
                    struct br_error *error)
{
    size_t complete = 0;
    int descriptor = open_locked(path, error);
    if (descriptor < 0)
        return descriptor;
    int code = read_file(path, profile, &complete, error);
    if (code == 0 && ftruncate(descriptor, (off_t)complete) != 0) {
        br_profile_release(profile);
        code = br_error_set(error, BR_ERROR_IO, "journal %s cannot be cut to its whole lines (%s)",
                            path, strerror(errno));
    }
    if (code < 0) {
        close(descriptor);
        return code;
    }
    *journal = (struct br_journal){
        .path = br_string_copy(path), .descriptor = descriptor, .size = complete};
    return 0;
}

/* ---- going on ---- */

/* Half a line in the middle would cost the whole journal. Where it cannot be cut off it must stay
 * the last one, so nothing is appended any more. */
static void cut_half_line(struct br_journal *journal)
{
    if (ftruncate(journal->descriptor, (off_t)journal->size) == 0)
        return;
    close(journal->descriptor);
    journal->descriptor = -1;
}

static int write_line(const struct br_journal *journal, const struct br_text *line,
                      struct br_error *error)
{
    int code = br_os_write_all(journal->descriptor, line->data, line->size, error);
    if (code == 0 && fsync(journal->descriptor) != 0)
        code =
            br_error_set(error, BR_ERROR_IO, "it cannot be brought to disk (%s)", strerror(errno));
    return code;
}

int br_journal_append(struct br_journal *journal, const struct br_result *result,
                      struct br_error *error)
{
    struct br_text line = {0};
    int code = print_entry(PASS, &br_result_shape, result, &line, error);
    if (code == 0) {
        code = write_line(journal, &line, error);
        if (code == 0)
            journal->size += line.size;
        else
            cut_half_line(journal);
    }
    br_text_release(&line);
    return code == 0 ? 0 : br_error_prefix(error, "journal %s", journal->path);
}

void br_journal_close(struct br_journal *journal)
{
    if (journal->path == NULL)
        return;
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    free(journal->path);
    *journal = (struct br_journal){0};
}

int br_journal_remove(struct br_journal *journal, struct br_error *error)
{
    int code = 0;
    if (journal->path != NULL && unlink(journal->path) != 0)
        code = br_error_set(error, BR_ERROR_IO, "journal %s cannot be removed (%s): delete it",
                            journal->path, strerror(errno));
    br_journal_close(journal);
    return code;
}
