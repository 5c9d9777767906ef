/* Runs a fuzz target on the files of the folders and on the files given, without libFuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static size_t replay_file(const char *path)
{
    static uint8_t data[1 << 20];
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    const size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    /* Of its own size on the heap, so that a sanitizer sees one byte too many. */
    uint8_t *copy = malloc(size > 0 ? size : 1);
    FUZZ_REQUIRE(copy != NULL);
    memcpy(copy, data, size);
    printf("%s\n", path); /* the last one named is the one that ended the process */
    fflush(stdout);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return 1;
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static size_t replay_folder(const char *folder)
{
    struct dirent **entries;
    size_t replayed = 0;
    const int count = scandir(folder, &entries, is_shown, alphasort);
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        replayed += replay_file(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return replayed;
}

int main(int count, char **arguments)
{
    size_t replayed = 0;
    for (int i = 1; i < count; i++) {
        struct stat status;
        const bool is_folder = stat(arguments[i], &status) == 0 && S_ISDIR(status.st_mode);
        replayed += is_folder ? replay_folder(arguments[i]) : replay_file(arguments[i]);
    }
    printf("%zu inputs\n", replayed);
    return replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
