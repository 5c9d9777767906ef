/* A path that was given: one document, or all below a folder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/folder.h"
#include "lint/document.h"
#include "lint/lint.h"

enum { DEEPEST = 64 };

struct paths {
    char **items;
    size_t count, capacity;
};

static bool is_markdown(const char *name)
{
    size_t size = strlen(name);
    return size > 3 && strcmp(name + size - 3, ".md") == 0;
}

static int read_folder(const char *folder, unsigned depth, struct paths *paths,
                       struct br_error *error);

static int add_entry(const char *folder, const char *name, unsigned depth, struct paths *paths,
                     struct br_error *error)
{
    struct stat facts = {0};
    char *path =
        br_string_format("%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    int code = 0;
    if (lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        code = read_folder(path, depth + 1, paths, error);
    } else if (is_markdown(name) && S_ISREG(facts.st_mode)) {
        char **added = br_lint_append(paths, sizeof *added);
        *added = path;
        path = NULL;
    }
    free(path);
    return code;
}

static int read_folder(const char *folder, unsigned depth, struct paths *paths,
                       struct br_error *error)
{
    struct br_texts names = {0};
    if (depth >= DEEPEST)
        return br_error_set(error, BR_ERROR_INPUT, "%s lies below more than %d folders", folder,
                            DEEPEST);
    int code = br_folder_read(folder, &names, error);
    for (size_t i = 0; code == 0 && i < names.count; i++)
        if (names.items[i][0] != '.' && strcmp(names.items[i], "node_modules") != 0)
            code = add_entry(folder, names.items[i], depth, paths, error);
    br_texts_release(&names);
    return code;
}

static int lint_folder(const char *folder, const struct br_lint_request *request,
                       struct br_lint_result *result, struct br_error *error)
{
    struct paths paths = {0};
    int code = read_folder(folder, 0, &paths, error);
    if (code == 0 && paths.count == 0)
        code = br_error_set(error, BR_ERROR_INPUT,
                            "%s has no Markdown in it (*.md): name a document, or another folder",
                            folder);
    for (size_t i = 0; code == 0 && i < paths.count; i++)
        code = br_lint_file(paths.items[i], request, result, error);
    for (size_t i = 0; i < paths.count; i++)
        free(paths.items[i]);
    free(paths.items);
    return code;
}

int br_lint_path(const char *path, const struct br_lint_request *request,
                 struct br_lint_result *result, struct br_error *error)
{
    struct stat facts;
    if (stat(path, &facts) != 0)
        return br_error_set(error, BR_ERROR_INPUT, "%s cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(facts.st_mode))
        return lint_folder(path, request, result, error);
    if (!S_ISREG(facts.st_mode))
        return br_error_set(error, BR_ERROR_INPUT, "%s is neither a document nor a folder", path);
    return br_lint_file(path, request, result, error);
}
