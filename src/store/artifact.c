/* Trials and calibrations on disk; see artifact.h. */
#include "store/artifact.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"

char *br_artifact_trial_path(const char *folder, const char *name)
{
    return br_string_format("%s/%s.ab.json", folder, name);
}

char *br_artifact_calibration_path(const char *folder, const char *hostname)
{
    char *host = br_string_copy(hostname != NULL && hostname[0] != '\0' ? hostname : "unknown");
    for (char *at = host; *at != '\0'; at++)
        if (!isalnum((unsigned char)*at) && strchr(".-_", *at) == NULL)
            *at = '_';
    char *path = br_string_format("%s/calibration-%s.json", folder, host);
    free(host);
    return path;
}

int br_artifact_save(const struct br_shape *shape, const void *object, const char *path,
                     struct br_error *error)
{
    struct br_text text = {0};
    br_shape_append(shape, object, &text);
    int status = br_os_make_folder_of(path, error);
    if (text.failed)
        status = br_error_set(error, BR_ERROR_MEMORY, "not enough memory to write %s", path);
    if (status == 0)
        status = br_os_write_file(path, text.data, text.size, error);
    br_text_release(&text);
    return status;
}

static int check_version(const cJSON *json, const char *path, uint64_t schema_version,
                         struct br_error *error)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(json, "schema_version");
    if (cJSON_IsNumber(member) && member->valuedouble == (double)schema_version)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT,
                        "%s has no schema_version %" PRIu64
                        ", the one this program reads: make it anew",
                        path, schema_version);
}

int br_artifact_load(const struct br_shape *shape, const char *path, uint64_t schema_version,
                     void *object, struct br_error *error)
{
    char *text = NULL;
    size_t size = 0;
    cJSON *json = NULL;
    if (!br_os_file_exists(path))
        return br_error_set(error, BR_ERROR_INPUT, "%s does not exist", path);
    int status = br_os_read_file(path, &text, &size, error);
    if (status < 0)
        return status;
    status = br_json_parse(text, size, &json, error);
    if (status < 0)
        br_error_prefix(error, "%s", path);
    if (status == 0)
        status = check_version(json, path, schema_version, error);
    if (status == 0) {
        status = br_shape_from_json(shape, json, object, error);
        if (status < 0)
            br_error_prefix(error, "%s", path);
    }
    cJSON_Delete(json);
    free(text);
    return status;
}
