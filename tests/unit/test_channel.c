/* The channel: what one side puts, the other reads; what is no channel is refused. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/channel.h"

static struct br_channel *channel_of(int *descriptor)
{
    struct br_error error = {0};
    struct br_channel *channel = br_channel_new(descriptor, &error);
    if (channel == NULL)
        fail_msg("%s", error.message);
    return channel;
}

static void both_sides_see_jobs_answers_and_cursors(void **state)
{
    (void)state;
    int descriptor = -1;
    struct br_error error = {0};
    struct br_channel *parent = channel_of(&descriptor);
    struct br_channel *child = br_channel_open(descriptor, &error);
    assert_non_null(child);
    assert_ptr_not_equal(parent, child);

    assert_int_equal(br_channel_put_job(parent, "the job", &error), 0);
    assert_int_equal(child->job_size, strlen("the job"));
    assert_memory_equal(child->payload, "the job", child->job_size);
    assert_int_equal(atomic_load(&parent->answer_size), 0);

    assert_int_equal(br_channel_put_answer(child, "the answer", &error), 0);
    assert_int_equal(atomic_load(&parent->answer_size), strlen("the answer"));
    assert_memory_equal(parent->payload, "the answer", strlen("the answer"));

    atomic_store(&child->cursors[BR_CHANNEL_LANES - 1].offset, 42);
    atomic_store(&child->phase, BR_PHASE_CLOSE);
    assert_int_equal(atomic_load(&parent->cursors[BR_CHANNEL_LANES - 1].offset), 42);
    assert_string_equal(br_phase_names[atomic_load(&parent->phase)], "close");
    br_channel_close(child);
    br_channel_close(parent);
    close(descriptor);
}

static void a_message_too_long_is_refused(void **state)
{
    (void)state;
    int descriptor = -1;
    struct br_error error = {0};
    struct br_channel *channel = channel_of(&descriptor);
    char *text = malloc(BR_CHANNEL_PAYLOAD + 2);
    assert_non_null(text);
    memset(text, 'x', BR_CHANNEL_PAYLOAD + 1);
    text[BR_CHANNEL_PAYLOAD + 1] = '\0';
    assert_int_equal(br_channel_put_answer(channel, text, &error), BR_ERROR_FAILED);
    assert_int_equal(atomic_load(&channel->answer_size), 0);
    text[BR_CHANNEL_PAYLOAD] = '\0';
    assert_int_equal(br_channel_put_answer(channel, text, &error), 0);
    free(text);
    br_channel_close(channel);
    close(descriptor);
}

static void what_is_no_channel_is_refused(void **state)
{
    (void)state;
    struct br_error error = {0};
    int descriptor = -1;
    int file = br_os_memory_file("no-channel", &error);
    assert_null(br_channel_open(-1, &error));
    assert_int_equal(error.code, BR_ERROR_USAGE);
    assert_null(br_channel_open(file, &error));
    assert_int_equal(error.code, BR_ERROR_USAGE);
    close(file);

    struct br_channel *channel = channel_of(&descriptor);
    channel->magic++;
    assert_null(br_channel_open(descriptor, &error));
    assert_int_equal(error.code, BR_ERROR_FORMAT);
    br_channel_close(channel);
    close(descriptor);
    br_channel_close(NULL);
}

/* Each worker's cursor has cache lines of its own: the parent's looks must not disturb others. */
static void cursors_do_not_share_cache_lines(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct br_cursor) % BR_CACHE_LINES, 0);
    assert_int_equal(offsetof(struct br_channel, cursors) % BR_CACHE_LINES, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_see_jobs_answers_and_cursors),
        cmocka_unit_test(a_message_too_long_is_refused),
        cmocka_unit_test(what_is_no_channel_is_refused),
        cmocka_unit_test(cursors_do_not_share_cache_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
