/* Generated tables in Markdown files; see ledger.h. */
#include "store/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "model/shape.h"
#include "store/library.h"

static const char END[] = "<!-- benchrun: end of the generated table -->\n";

const struct br_ledger br_ledger_references = {
    .file = "README.md",
    .folder = BR_LIBRARY_REFERENCES,
    .begin = "<!-- benchrun: references; written by benchrun promote and archive -->\n",
    .heading = "# Profiles\n\nReferences are the baselines that others are held to. They are never "
               "changed: `benchrun profiles verify`\nholds each to the digest it has here.\n\n",
    .columns =
        "| reference | mode | workload | host | measured | commit | promoted | by | reason | "
        "digest | companions |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
};

const struct br_ledger br_ledger_archive = {
    .file = BR_LIBRARY_ARCHIVE "/README.md",
    .folder = BR_LIBRARY_ARCHIVE,
    .begin = "<!-- benchrun: archive; written by benchrun archive -->\n",
    .heading = "# Archived references\n\nHistory: none of these is a baseline any more.\n\n",
    .columns = "| reference | archived | by | reason | digest | companions |\n"
               "| --- | --- | --- | --- | --- | --- |\n",
};

const struct br_ledger *br_ledger_find(const char *file)
{
    static const struct br_ledger *const all[] = {&br_ledger_references, &br_ledger_archive};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i]->file, file) == 0)
            return all[i];
    return NULL;
}

/* ---- lines ---- */

/* The archive's file is beside what it links to, the index is not. */
void br_ledger_append_row(const struct br_ledger *ledger, const char *id, const char *const *cells,
                          const char *digest, const char *companions, struct br_text *text)
{
    bool is_beside = strchr(ledger->file, '/') != NULL;
    br_text_format(text, "| [%s](%s%s%s.json) |", id, is_beside ? "" : ledger->folder,
                   is_beside ? "" : "/", id);
    for (; *cells != NULL; cells++) {
        br_text_append(text, " ");
        br_text_append_markdown(text, *cells);
        br_text_append(text, " |");
    }
    br_text_format(text, " %s | %s |\n", digest, companions);
}

/* Does a line of the table begin with the id? */
static bool is_of(const char *line, size_t size, const char *id)
{
    char *begin = br_string_format("| [%s](", id);
    size_t begin_size = strlen(begin);
    bool result = size >= begin_size && memcmp(line, begin, begin_size) == 0;
    free(begin);
    return result;
}

static size_t line_size(const char *line)
{
    size_t size = strcspn(line, "\n");
    return size + (line[size] == '\n' ? 1 : 0);
}

/* ---- the file ---- */

/* The file in three parts; `table` is NULL where there is none. */
struct parts {
    char *text;
    const char *table; /* rows begin here, behind the column heads */
    const char *table_end;
};

/* The line below the heads may have been set with other spaces or dashes: it is no row. */
static const char *skip_heads(const struct br_ledger *ledger, const char *at)
{
    size_t size = line_size(ledger->columns);
    if (strncmp(at, ledger->columns, size) != 0)
        return at;
    return at + size + line_size(at + size);
}

/* The line that ends the table; NULL where none does. */
static const char *find_end(const char *begin)
{
    const char *end = strstr(begin, END);
    while (end != NULL && end[-1] != '\n')
        end = strstr(end + 1, END);
    return end;
}

static int read_parts(const struct br_ledger *ledger, const char *path, struct parts *parts,
                      struct br_error *error)
{
    size_t size = 0;
    int code = br_os_file_exists(path) ? br_os_read_file(path, &parts->text, &size, error) : 0;
    const char *begin = parts->text != NULL ? strstr(parts->text, ledger->begin) : NULL;
    if (begin == NULL)
        return code;
    const char *end = find_end(begin + strlen(ledger->begin));
    if (end == NULL)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "%s: the generated table has no end; put the line %.*s behind its last "
                            "row",
                            path, (int)strlen(END) - 1, END);
    parts->table = skip_heads(ledger, begin + strlen(ledger->begin));
    parts->table_end = end;
    return code;
}

/* The table with the row set or gone. */
static void append_rows(const struct parts *parts, const char *id, const char *line,
                        struct br_text *text)
{
    bool is_set = line == NULL;
    const char *at = parts->table != NULL ? parts->table : "";
    for (; at != parts->table_end && *at != '\0'; at += line_size(at)) {
        size_t size = line_size(at);
        if (!is_of(at, size, id)) {
            br_text_append_bytes(text, at, size);
        } else if (!is_set) {
            br_text_append(text, line);
            is_set = true;
        }
    }
    if (!is_set)
        br_text_append(text, line);
}

static void append_file(const struct br_ledger *ledger, const struct parts *parts, const char *id,
                        const char *line, struct br_text *text)
{
    const char *before = parts->text != NULL ? parts->text : ledger->heading;
    size_t before_size =
        parts->table != NULL ? (size_t)(strstr(before, ledger->begin) - before) : strlen(before);
    br_text_append_bytes(text, before, before_size);
    if (parts->table == NULL && parts->text != NULL)
        br_text_append(text, before_size > 0 && before[before_size - 1] == '\n' ? "\n" : "\n\n");
    br_text_append(text, ledger->begin);
    br_text_append(text, ledger->columns);
    append_rows(parts, id, line, text);
    br_text_append(text, parts->table_end != NULL ? parts->table_end : END);
}

int br_ledger_set(const struct br_ledger *ledger, const char *library, const char *id,
                  const char *line, struct br_error *error)
{
    char *path = br_string_format("%s/%s", library, ledger->file);
    struct parts parts = {0};
    struct br_text text = {0};
    int code = read_parts(ledger, path, &parts, error);
    if (code == 0) {
        append_file(ledger, &parts, id, line, &text);
        code = text.failed ? br_error_set(error, BR_ERROR_MEMORY, "out of memory for %s", path)
                           : br_os_write_file(path, br_text_string(&text), text.size, error);
    }
    br_text_release(&text);
    free(parts.text);
    free(path);
    return code;
}

int br_ledger_check(const struct br_ledger *ledger, const char *library, struct br_error *error)
{
    char *path = br_string_format("%s/%s", library, ledger->file);
    struct parts parts = {0};
    int code = read_parts(ledger, path, &parts, error);
    free(parts.text);
    free(path);
    return code;
}

/* ---- reading rows ---- */

/* The text of a cell without the spaces around it. */
static char *trimmed(const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    return br_string_format("%.*s", (int)(to - from), from);
}

/* The end of the cell that begins at `at`: a bar that is not escaped. */
static const char *cell_end(const char *at, const char *line_end)
{
    for (; at < line_end && *at != '|'; at++)
        at += *at == '\\' && at + 1 < line_end ? 1 : 0;
    return at < line_end ? at : line_end;
}

static void keep(char **cell, char *text)
{
    free(*cell);
    *cell = text;
}

/* Its first cell links to the id; the last two are the digests. A line that is no row adds none. */
static void read_row(const char *line, size_t size, struct br_ledger_rows *rows)
{
    static const char BEGIN[] = "| [";
    const char *line_end = line + size - (size > 0 && line[size - 1] == '\n' ? 1 : 0);
    const char *id_end = memchr(line, ']', size);
    if (size < sizeof BEGIN || strncmp(line, BEGIN, strlen(BEGIN)) != 0 || id_end == NULL)
        return;
    struct br_ledger_row *row = br_list_append(rows, sizeof *row);
    row->id =
        br_string_format("%.*s", (int)(id_end - line - (long)strlen(BEGIN)), line + strlen(BEGIN));
    const char *at = line + 1;
    for (const char *end = cell_end(at, line_end); end < line_end;
         at = end + 1, end = cell_end(at, line_end)) {
        keep(&row->digest, row->companions);
        row->companions = trimmed(at, end);
    }
}

int br_ledger_read(const struct br_ledger *ledger, const char *library, struct br_ledger_rows *rows,
                   struct br_error *error)
{
    char *path = br_string_format("%s/%s", library, ledger->file);
    struct parts parts = {0};
    int code = read_parts(ledger, path, &parts, error);
    const char *at = parts.table != NULL ? parts.table : "";
    for (; code == 0 && at != parts.table_end && *at != '\0'; at += line_size(at))
        read_row(at, line_size(at), rows);
    free(parts.text);
    free(path);
    return code;
}

void br_ledger_rows_release(struct br_ledger_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->items[i].id);
        free(rows->items[i].digest);
        free(rows->items[i].companions);
    }
    free(rows->items);
    *rows = (struct br_ledger_rows){0};
}

const struct br_ledger_row *br_ledger_row(const struct br_ledger_rows *rows, const char *id)
{
    for (size_t i = 0; i < rows->count; i++)
        if (strcmp(rows->items[i].id, id) == 0)
            return &rows->items[i];
    return NULL;
}
