/* The index of a mode, put together from its reports; see mode_index.h. */
#include "report/mode_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/os.h"
#include "report/markdown.h"

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), ending_size = strlen(ending);
    return size > ending_size && strcmp(name + size - ending_size, ending) == 0;
}

/* A link to a place in the report is one to that place from the index. Text from outside cannot
 * look like one: its brackets are escaped. */
static void append_headline(struct br_text *text, const char *headline, size_t size,
                            const char *file)
{
    static const char own[] = "](#";
    const char *end = headline + size;
    while (headline < end) {
        const char *link = memmem(headline, (size_t)(end - headline), own, strlen(own));
        const char *stop = link != NULL ? link : end;
        br_text_append_bytes(text, headline, (size_t)(stop - headline));
        if (link != NULL)
            br_text_format(text, "](%s#", file);
        headline = link != NULL ? link + strlen(own) : end;
    }
}

/* What follows "# " in the first line. */
static void append_title(struct br_text *text, const char *report)
{
    const char *title = strncmp(report, "# ", 2) == 0 ? report + 2 : report;
    br_text_append_bytes(text, title, strcspn(title, "\n"));
}

static void add_report(const char *folder, const char *file, const char *report,
                       struct br_text *text)
{
    const char *begin = strstr(report, BR_MODE_INDEX_BEGIN "\n\n");
    const char *end = begin != NULL ? strstr(begin, BR_MODE_INDEX_END) : NULL;
    if (end == NULL)
        return;
    begin += strlen(BR_MODE_INDEX_BEGIN "\n\n");
    br_text_append(text, "## ");
    append_title(text, report);
    br_text_append(text, "\n\n");
    append_headline(text, begin, (size_t)(end - begin), file);
    br_text_format(text, "[The report](%s)", file);
    char *page = br_string_format("%.*s.html", (int)(strlen(file) - strlen(".md")), file);
    char *path = br_string_format("%s/%s", folder, page);
    if (br_os_file_exists(path))
        br_text_format(text, ", [as a page](%s)", page);
    br_text_append(text, "\n\n");
    free(path);
    free(page);
}

/* A report has the name that br_report_save gives it, which is safe in a link. */
static bool is_report(const char *file)
{
    char *name = br_string_file_name(file);
    bool is_plain = strcmp(name, file) == 0;
    free(name);
    return is_plain && has_ending(file, ".md") && strcmp(file, BR_MODE_INDEX_FILE) != 0;
}

static int add_file(const char *folder, const char *file, struct br_text *text,
                    struct br_error *error)
{
    char *report = NULL;
    size_t size = 0;
    if (!is_report(file))
        return 0;
    char *path = br_string_format("%s/%s", folder, file);
    int code = br_file_is_regular(path) ? br_os_read_file(path, &report, &size, error) : 0;
    if (report != NULL)
        add_report(folder, file, report, text);
    free(report);
    free(path);
    return code;
}

static void write_introduction(const char *mode, struct br_text *text)
{
    br_text_append(text, "# Reports of the mode ");
    br_markdown_text(mode, text);
    br_text_append(text,
                   "\n\nWritten by `benchrun run` and `benchrun report` from the reports beside "
                   "it. Every figure is of this mode alone. ");
    br_text_append(text, br_markdown_legend);
    br_text_append(text, "\n\n");
}

int br_mode_index_save(const char *folder, const char *mode, struct br_text *written,
                       struct br_error *error)
{
    struct br_texts names = {0};
    struct br_text text = {0};
    char *path = br_string_format("%s/" BR_MODE_INDEX_FILE, folder);
    write_introduction(mode, &text);
    int code = br_folder_read(folder, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++)
        code = add_file(folder, names.items[i], &text, error);
    if (code == 0 && text.failed)
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for %s", path);
    if (code == 0)
        code = br_os_write_file(path, text.data, text.size - 1, error);
    if (code == 0)
        br_text_format(written, "%s\n", path);
    br_texts_release(&names);
    br_text_release(&text);
    free(path);
    return code;
}
