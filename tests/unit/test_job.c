/* Jobs: what no shape can carry travels beside it, to the byte. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "engine/job.h"

#define RAW "\xff\x1b[31m\xc3"

static void add_setting(struct br_job *job, const char *name, const char *value)
{
    struct br_setting *setting = br_list_append(&job->config.settings, sizeof *setting);
    setting->name = br_string_copy(name);
    setting->value = br_string_copy(value);
}

static void fill(struct br_job *job)
{
    job->config.workload = br_string_copy("./" RAW ".so");
    add_setting(job, "a", RAW);
    add_setting(job, "b", "");
}

static void read_back(const struct br_job *job, struct br_job *back)
{
    struct br_error error = {0};
    char *text = br_shape_print(&br_job_shape, job, false);
    assert_non_null(text);
    assert_int_equal(br_shape_parse(&br_job_shape, text, strlen(text), back, &error), 0);
    free(text);
}

static void bytes_that_are_no_text_arrive(void **state)
{
    (void)state;
    struct br_job job = {0};
    struct br_job back = {0};
    struct br_text exact = {0};
    struct br_error error = {0};
    fill(&job);
    read_back(&job, &back);
    assert_string_not_equal(back.config.workload, job.config.workload);
    br_job_append_exact(&job, &exact);
    assert_int_equal(br_job_restore_exact(&back, exact.data, exact.size, &error), 0);
    assert_string_equal(back.config.workload, job.config.workload);
    assert_string_equal(back.config.settings.items[0].value, RAW);
    assert_string_equal(back.config.settings.items[1].value, "");
    br_text_release(&exact);
    br_shape_release(&br_job_shape, &job);
    br_shape_release(&br_job_shape, &back);
}

/* One byte too few, one too many, nothing at all. */
static void bytes_of_another_job_are_refused(void **state)
{
    (void)state;
    struct br_job job = {0};
    struct br_text exact = {0};
    struct br_error error = {0};
    fill(&job);
    br_job_append_exact(&job, &exact);
    br_text_append_bytes(&exact, "", 1);
    assert_int_equal(br_job_restore_exact(&job, exact.data, exact.size, &error), BR_ERROR_FORMAT);
    for (size_t size = 0; size < exact.size - 1; size++)
        assert_int_equal(br_job_restore_exact(&job, exact.data, size, &error), BR_ERROR_FORMAT);
    assert_int_equal(br_job_restore_exact(&job, exact.data, exact.size - 1, &error), 0);
    br_text_release(&exact);
    br_shape_release(&br_job_shape, &job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_no_text_arrive),
        cmocka_unit_test(bytes_of_another_job_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
