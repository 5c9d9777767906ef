/* A document: read by libcmark-gfm, held to every rule; what is printed of it is fit to be shown.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "lint/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct br_lint_request request = {0};
    struct br_lint_result result = {0};
    struct br_text text = {0};
    struct br_error error;
    char *markdown = br_fuzz_string(data, size);
    if (br_lint_text("page.md", markdown, size, &request, &result, &error) != 0)
        br_fuzz_require_visible(error.message);
    for (size_t i = 0; i < result.findings.count; i++)
        FUZZ_REQUIRE(result.findings.items[i].line > 0);
    br_lint_write_text(&result, false, &text);
    br_lint_write_extract(&result, &text);
    FUZZ_REQUIRE(!text.failed);
    br_fuzz_require_visible(br_text_string(&text));
    br_text_clear(&text);
    br_lint_write_json(&result, &text);
    cJSON *json = cJSON_Parse(br_text_string(&text));
    FUZZ_REQUIRE(json != NULL);
    cJSON_Delete(json);
    br_text_release(&text);
    br_lint_result_release(&result);
    free(markdown);
    return 0;
}
