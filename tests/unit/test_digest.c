/* The digest of decoded content: what it must notice, and what it must not depend on. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "modes/digest.h"

struct piece {
    const char *data;
    size_t size;
};

static void add_record(struct br_digest *digest, uint64_t place, const struct piece *pieces,
                       size_t count)
{
    br_digest_record_begin(digest, place);
    for (size_t i = 0; i < count; i++)
        br_digest_add(digest, pieces[i].data, pieces[i].size);
    br_digest_record_end(digest);
}

static uint64_t digest_of(uint64_t place, const struct piece *pieces, size_t count)
{
    struct br_digest *digest = br_digest_new();
    add_record(digest, place, pieces, count);
    uint64_t sum = br_digest_sum(digest);
    br_digest_free(digest);
    return sum;
}

static void the_order_of_records_does_not_matter(void **state)
{
    (void)state;
    struct br_digest *forth = br_digest_new();
    struct br_digest *back = br_digest_new();
    const struct piece pieces[] = {{"a", 1}, {"bc", 2}, {"", 0}};
    for (size_t i = 0; i < 3; i++) {
        add_record(forth, i * 10, &pieces[i], 1);
        add_record(back, (2 - i) * 10, &pieces[2 - i], 1);
    }
    assert_int_equal(br_digest_sum(forth), br_digest_sum(back));
    br_digest_free(forth);
    br_digest_free(back);
}

static void pieces_have_boundaries(void **state)
{
    (void)state;
    const struct piece whole[] = {{"abc", 3}};
    const struct piece early[] = {{"a", 1}, {"bc", 2}};
    const struct piece late[] = {{"ab", 2}, {"c", 1}};
    const struct piece empty[] = {{"abc", 3}, {"", 0}};
    assert_int_not_equal(digest_of(0, whole, 1), digest_of(0, early, 2));
    assert_int_not_equal(digest_of(0, early, 2), digest_of(0, late, 2));
    assert_int_not_equal(digest_of(0, whole, 1), digest_of(0, empty, 2));
    assert_int_not_equal(digest_of(0, whole, 0), digest_of(0, empty + 1, 1));
}

static void one_changed_byte_or_another_place_changes_it(void **state)
{
    (void)state;
    char text[300];
    memset(text, 'x', sizeof text);
    const struct piece piece[] = {{text, sizeof text}};
    uint64_t before = digest_of(5, piece, 1);
    assert_int_not_equal(digest_of(6, piece, 1), before);
    for (size_t i = 0; i < sizeof text; i += 37) {
        text[i] ^= 1;
        assert_int_not_equal(digest_of(5, piece, 1), before);
        text[i] ^= 1;
    }
    assert_int_equal(digest_of(5, piece, 1), before);
}

static void cycled_records_do_not_cancel(void **state)
{
    (void)state;
    const struct piece piece[] = {{"abc", 3}};
    struct br_digest *digest = br_digest_new();
    for (int i = 0; i < 4; i++)
        add_record(digest, 9, piece, 1);
    assert_int_equal(br_digest_sum(digest), 4 * digest_of(9, piece, 1));
    assert_int_not_equal(br_digest_sum(digest), 0);
    br_digest_free(digest);
}

static uint64_t rejected(uint64_t place, uint32_t reason)
{
    struct br_digest *digest = br_digest_new();
    br_digest_reject(digest, place, reason);
    uint64_t sum = br_digest_sum(digest);
    br_digest_free(digest);
    return sum;
}

/* What a record had reported before it was rejected does not count. */
static void a_rejected_record_adds_its_place_and_reason(void **state)
{
    (void)state;
    struct br_digest *digest = br_digest_new();
    br_digest_record_begin(digest, 3);
    br_digest_add(digest, "partly", 6);
    br_digest_reject(digest, 3, 1);
    assert_int_equal(br_digest_sum(digest), rejected(3, 1));
    br_digest_free(digest);
    assert_int_not_equal(rejected(3, 1), rejected(3, 2));
    assert_int_not_equal(rejected(3, 1), rejected(4, 1));
    assert_int_not_equal(rejected(3, 1), digest_of(3, NULL, 0));
}

static void reset_and_no_digest_at_all(void **state)
{
    (void)state;
    struct br_digest *digest = br_digest_new();
    br_digest_reject(digest, 3, 1);
    br_digest_reset(digest);
    assert_int_equal(br_digest_sum(digest), 0);
    br_digest_free(digest);
    br_digest_add(NULL, "a", 1);
    br_digest_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_records_does_not_matter),
        cmocka_unit_test(pieces_have_boundaries),
        cmocka_unit_test(one_changed_byte_or_another_place_changes_it),
        cmocka_unit_test(cycled_records_do_not_cancel),
        cmocka_unit_test(a_rejected_record_adds_its_place_and_reason),
        cmocka_unit_test(reset_and_no_digest_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
