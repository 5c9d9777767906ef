/* Digests of profiles and their companions; see digest.h. */
#include "store/digest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/os.h"
#include "base/text.h"
#include "store/library.h"

char *br_digest_bytes(const void *data, size_t size)
{
    XXH128_hash_t digest = XXH3_128bits(data, size);
    return br_string_format("xxh3-128:%016" PRIx64 "%016" PRIx64, (uint64_t)digest.high64,
                            (uint64_t)digest.low64);
}

char *br_digest_file(const char *path, struct br_error *error)
{
    char *data = NULL;
    size_t size = 0;
    if (br_os_read_file(path, &data, &size, error) != 0)
        return NULL;
    char *digest = br_digest_bytes(data, size);
    free(data);
    return digest;
}

/* One line per companion: its ending and the digest of its bytes. */
static int list_companions(const char *path, const struct br_texts *names, struct br_text *text,
                           struct br_error *error)
{
    const char *slash = strrchr(path, '/');
    int folder_size = slash != NULL ? (int)(slash - path) + 1 : 0;
    char *stem = br_library_companion_path(path + folder_size, "");
    int code = 0;
    for (size_t i = 0; i < names->count && code == 0; i++) {
        char *file = br_string_format("%.*s%s", folder_size, path, names->items[i]);
        char *digest = br_digest_file(file, error);
        if (digest != NULL)
            br_text_format(text, "%s %s\n", names->items[i] + strlen(stem), digest);
        code = digest != NULL ? 0 : BR_ERROR_IO;
        free(digest);
        free(file);
    }
    free(stem);
    return code;
}

char *br_digest_companions(const char *path, struct br_error *error)
{
    struct br_texts names = {0};
    struct br_text text = {0};
    char *digest = NULL;
    int code = br_library_companions(path, &names, error);
    if (code == 0)
        code = list_companions(path, &names, &text, error);
    if (code == 0)
        digest = names.count > 0 ? br_digest_bytes(br_text_string(&text), text.size)
                                 : br_string_copy("none");
    br_text_release(&text);
    br_texts_release(&names);
    return digest;
}
