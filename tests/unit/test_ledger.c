/* The generated tables of a library, after others' programs had them. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lifecycle_fixture.h"

/* The line below the heads, as an editor that formats tables may leave it. */
static void an_index_with_other_dashes_keeps_its_rows(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    assert_int_equal(lifecycle_promote(&request), 0);
    char *index = lifecycle_content(fixture, "README.md");
    const char *dashes = strstr(index, "| --- | ");
    assert_non_null(dashes);
    char *other = br_string_format("%.*s|---|---|---|---|---|---|---|---|---|---|---|%s",
                                   (int)(dashes - index), index, strchr(dashes, '\n'));
    lifecycle_overwrite(fixture, "README.md", other);
    free(other);
    free(index);
    request.id = "v1.2.1-marc-single";
    assert_int_equal(lifecycle_promote(&request), 0);
    index = lifecycle_content(fixture, "README.md");
    assert_null(strstr(index, "|---|"));
    assert_non_null(strstr(index, "| [v1.2.0-marc-single]("));
    assert_non_null(strstr(index, "| [v1.2.1-marc-single]("));
    free(index);
    lifecycle_assert_verified(fixture, 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_index_with_other_dashes_keeps_its_rows, lifecycle_set_up,
                                        lifecycle_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
