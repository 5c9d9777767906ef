/* Unpacking: whole streams come out whole, damaged ones are errors. The packers of the libraries
 * themselves are the oracle. */
#include "unit/cmocka_all.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/inflate.h"
#include "base/os.h"
#include "base/rng.h"
#include "unit/scratch_folder.h"

static char folder[SCRATCH_PATH];

static int make_folder(void **state)
{
    (void)state;
    return scratch_make(folder);
}

static int remove_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

/* ---- packing ---- */

enum kind { ZSTD_KIND, GZIP_KIND, KIND_COUNT };

static void pack_zstd(struct br_text *packed, const void *data, size_t size)
{
    size_t bound = ZSTD_compressBound(size);
    char *frame = malloc(bound);
    ZSTD_CCtx *packer = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 1);
    size_t frame_size = ZSTD_compress2(packer, frame, bound, data, size);
    assert_false(ZSTD_isError(frame_size));
    br_text_append_bytes(packed, frame, frame_size);
    ZSTD_freeCCtx(packer);
    free(frame);
}

static void pack_gzip(struct br_text *packed, const void *data, size_t size)
{
    z_stream packer = {0};
    assert_int_equal(deflateInit2(&packer, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&packer, size);
    unsigned char *member = malloc(bound);
    packer.next_in = (Bytef *)(uintptr_t)data;
    packer.avail_in = (uInt)size;
    packer.next_out = member;
    packer.avail_out = (uInt)bound;
    assert_int_equal(deflate(&packer, Z_FINISH), Z_STREAM_END);
    br_text_append_bytes(packed, member, bound - packer.avail_out);
    deflateEnd(&packer);
    free(member);
}

static void pack(enum kind kind, struct br_text *packed, const void *data, size_t size)
{
    (kind == ZSTD_KIND ? pack_zstd : pack_gzip)(packed, data, size);
}

/* ---- unpacking ---- */

static const char *write_packed(const struct br_text *packed, size_t size)
{
    static char path[SCRATCH_PATH + 256];
    assert_int_equal(scratch_write(scratch_path(path, folder, "packed"), packed->data, size), 0);
    return path;
}

static void assert_unpacks_to(const struct br_text *packed, const void *data, size_t size)
{
    const char *path = write_packed(packed, packed->size);
    int descriptor = br_os_memory_file("unpacked", NULL);
    uint64_t unpacked_size = 0;
    struct br_error error = {0};
    assert_true(br_inflate_is_packed(path));
    if (br_inflate_to_descriptor(path, descriptor, &unpacked_size, &error) != 0)
        fail_msg("%s", error.message);
    assert_int_equal(unpacked_size, size);
    struct stat facts;
    assert_int_equal(fstat(descriptor, &facts), 0);
    assert_int_equal(facts.st_size, size);
    if (size > 0) {
        struct br_map map;
        assert_int_equal(br_os_map_descriptor(descriptor, size, false, &map, NULL), 0);
        assert_int_equal(memcmp(map.data, data, size), 0);
        br_os_unmap(&map);
    }
    close(descriptor);
}

/* Unpacks the first `size` bytes of `packed`, which must fail. */
static void unpack_damaged(const struct br_text *packed, size_t size, struct br_error *error)
{
    const char *path = write_packed(packed, size);
    int descriptor = br_os_memory_file("unpacked", NULL);
    uint64_t unpacked_size = 0;
    *error = (struct br_error){0};
    int code = br_inflate_to_descriptor(path, descriptor, &unpacked_size, error);
    close(descriptor);
    if (code != BR_ERROR_INPUT || strstr(error->message, path) == NULL)
        fail_msg("%zu of %zu bytes: code %d, '%s'", size, packed->size, code, error->message);
}

static void assert_says(const struct br_error *error, const char *word)
{
    if (strstr(error->message, word) == NULL)
        fail_msg("'%s' does not say '%s'", error->message, word);
}

/* Half noise, half repetition, longer than several blocks. */
static char *make_content(size_t size)
{
    char *content = malloc(size + 1);
    struct br_random random;
    br_random_init(&random, 9);
    for (size_t i = 0; i < size; i++)
        content[i] = i / 50000 % 2 == 0 ? (char)br_random_next(&random) : (char)('a' + i % 26);
    return content;
}

static void contents_of_all_sizes_come_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 1000, 131071, 131072, 131073, 262144, 393216, 3000000};
    char *content = make_content(3000000);
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            struct br_text packed = {0};
            pack(kind, &packed, content, sizes[i]);
            assert_unpacks_to(&packed, content, sizes[i]);
            br_text_release(&packed);
        }
    }
    free(content);
}

/* A small file that unpacks to many blocks: the decoder holds output while the input is used up. */
static void highly_packed_content_comes_back(void **state)
{
    (void)state;
    const size_t size = 20 << 20;
    char *content = calloc(1, size);
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        struct br_text packed = {0};
        pack(kind, &packed, content, size);
        assert_true(packed.size < 128 * 1024);
        assert_unpacks_to(&packed, content, size);
        br_text_release(&packed);
    }
    free(content);
}

/* A short block, then one of the largest size and nothing behind it, not even a checksum: the input
 * is used up while the decoder still holds output. */
static void output_held_back_at_the_end_comes_out(void **state)
{
    (void)state;
    enum { SHORT = 1000, SIZE = SHORT + 128 * 1024 };
    static const char content[SIZE];
    char frame[1000];
    ZSTD_CCtx *packer = ZSTD_createCCtx();
    ZSTD_outBuffer out = {.dst = frame, .size = sizeof frame};
    ZSTD_inBuffer in = {.src = content, .size = SHORT};
    assert_int_equal(ZSTD_compressStream2(packer, &out, &in, ZSTD_e_flush), 0);
    in.size = SIZE;
    assert_int_equal(ZSTD_compressStream2(packer, &out, &in, ZSTD_e_end), 0);
    ZSTD_freeCCtx(packer);
    struct br_text packed = {0};
    br_text_append_bytes(&packed, frame, out.pos);
    assert_unpacks_to(&packed, content, SIZE);
    br_text_release(&packed);
}

static void frames_and_members_follow_each_other(void **state)
{
    (void)state;
    char *content = make_content(400000);
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        struct br_text packed = {0};
        pack(kind, &packed, content, 10);
        pack(kind, &packed, content, 0);
        pack(kind, &packed, content + 10, 200000);
        pack(kind, &packed, content + 200010, 400000 - 200010);
        assert_unpacks_to(&packed, content, 400000);
        br_text_release(&packed);
    }
    free(content);
}

static void skippable_frames_are_skipped(void **state)
{
    (void)state;
    struct br_text packed = {0};
    br_text_append_bytes(&packed, "\x53\x2a\x4d\x18\x04\x00\x00\x00note", 12);
    pack_zstd(&packed, "content", 7);
    assert_unpacks_to(&packed, "content", 7);
    br_text_release(&packed);
}

/* Padding of any length, so that it also begins and ends on a block. */
static void zeros_after_gzip_are_padding(void **state)
{
    (void)state;
    static const size_t zeros[] = {1, 511, 131072, 300000};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        struct br_text packed = {0};
        pack_gzip(&packed, "content", 7);
        br_text_append_repeat(&packed, '\0', zeros[i]);
        assert_unpacks_to(&packed, "content", 7);
        br_text_append(&packed, "x");
        struct br_error error;
        unpack_damaged(&packed, packed.size, &error);
        assert_says(&error, "corrupt");
        br_text_release(&packed);
    }
}

static void every_truncation_is_an_error(void **state)
{
    (void)state;
    char *content = make_content(500);
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        struct br_text packed = {0};
        pack(kind, &packed, content, 500);
        for (size_t size = 1; size < packed.size; size++) {
            struct br_error error;
            unpack_damaged(&packed, size, &error);
            assert_says(&error, size < (kind == ZSTD_KIND ? 4 : 3) ? "neither" : "in the middle");
        }
        /* and in a second frame behind a whole one */
        size_t first = packed.size;
        pack(kind, &packed, content, 500);
        struct br_error error;
        unpack_damaged(&packed, first + 30, &error);
        assert_says(&error, "in the middle");
        br_text_release(&packed);
    }
    free(content);
}

/* One bit of each byte. The first four bytes make it another format, and gzip's header holds a name
 * and a time that nothing checks; after these, format or checksum covers this bit everywhere. */
static void every_changed_byte_is_an_error(void **state)
{
    (void)state;
    char *content = make_content(300);
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        struct br_text packed = {0};
        pack(kind, &packed, content, 300);
        for (size_t i = kind == ZSTD_KIND ? 4 : 10; i < packed.size; i++) {
            packed.data[i] = (char)(packed.data[i] ^ 0x01);
            struct br_error error;
            unpack_damaged(&packed, packed.size, &error);
            packed.data[i] = (char)(packed.data[i] ^ 0x01);
        }
        br_text_release(&packed);
    }
    free(content);
}

static void bytes_after_the_end_are_an_error(void **state)
{
    (void)state;
    for (enum kind kind = ZSTD_KIND; kind < KIND_COUNT; kind++) {
        struct br_text packed = {0};
        pack(kind, &packed, "content", 7);
        br_text_append(&packed, "something else");
        struct br_error error;
        unpack_damaged(&packed, packed.size, &error);
        assert_says(&error, "corrupt");
        br_text_release(&packed);
    }
}

static void other_files_are_not_packed(void **state)
{
    (void)state;
    static const char *const contents[] = {"{\"a\":1}\n", "01234nam a", "\x1f\x8b", "\x28\xb5\x2f",
                                           "PK\x03\x04"};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        struct br_text plain = {0};
        br_text_append(&plain, contents[i]);
        assert_false(br_inflate_is_packed(write_packed(&plain, plain.size)));
        struct br_error error;
        unpack_damaged(&plain, plain.size, &error);
        assert_says(&error, "neither");
        br_text_release(&plain);
    }
    assert_false(br_inflate_is_packed(folder));
    assert_false(br_inflate_is_packed("/no/such/file"));
}

static void missing_file_is_an_error(void **state)
{
    (void)state;
    uint64_t size;
    struct br_error error;
    assert_int_equal(br_inflate_to_descriptor("/no/such/file", -1, &size, &error), BR_ERROR_INPUT);
    assert_says(&error, "does not exist");
}

static void failed_write_names_the_file(void **state)
{
    (void)state;
    struct br_text packed = {0};
    pack_zstd(&packed, "content", 7);
    uint64_t size;
    struct br_error error;
    assert_int_equal(
        br_inflate_to_descriptor(write_packed(&packed, packed.size), -1, &size, &error),
        BR_ERROR_IO);
    assert_says(&error, "unpacking");
    br_text_release(&packed);
}

/* A real file of many blocks, packed by somebody else's tool. */
static void real_file_unpacks_to_records(void **state)
{
    (void)state;
    const char *corpora = getenv("BENCHRUN_CORPORA");
    char path[SCRATCH_PATH + 256];
    scratch_path(path, corpora != NULL ? corpora : BENCHRUN_SOURCE_DIR "/../shared/corpora",
                 "marc/100k_records.mrc.zst");
    if (!br_os_file_exists(path)) {
        print_message("no %s here\n", path);
        skip();
    }
    int descriptor = br_os_memory_file("unpacked", NULL);
    uint64_t size = 0;
    assert_int_equal(br_inflate_to_descriptor(path, descriptor, &size, NULL), 0);
    struct br_map map;
    assert_int_equal(br_os_map_descriptor(descriptor, size, false, &map, NULL), 0);
    size_t terminators = 0;
    for (size_t i = 0; i < map.size; i++)
        terminators += map.data[i] == 0x1D;
    assert_int_equal(terminators, 100000);
    assert_int_equal(map.data[map.size - 1], 0x1D);
    br_os_unmap(&map);
    close(descriptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_of_all_sizes_come_back),
        cmocka_unit_test(highly_packed_content_comes_back),
        cmocka_unit_test(output_held_back_at_the_end_comes_out),
        cmocka_unit_test(frames_and_members_follow_each_other),
        cmocka_unit_test(skippable_frames_are_skipped),
        cmocka_unit_test(zeros_after_gzip_are_padding),
        cmocka_unit_test(every_truncation_is_an_error),
        cmocka_unit_test(every_changed_byte_is_an_error),
        cmocka_unit_test(bytes_after_the_end_are_an_error),
        cmocka_unit_test(other_files_are_not_packed),
        cmocka_unit_test(missing_file_is_an_error),
        cmocka_unit_test(failed_write_names_the_file),
        cmocka_unit_test(real_file_unpacks_to_records),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
