/* The memory file between parent and child; see channel.h. */
#include "engine/channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/os.h"

#define MAGIC 0x6e72686362723031u
#define CHANNEL_SIZE (sizeof(struct br_channel) + BR_CHANNEL_PAYLOAD)

const char *const br_phase_names[] = {"start",   "load",  "open", "generate", "warm-up",
                                      "measure", "close", "end",  NULL};

static struct br_channel *map_channel(int descriptor, struct br_error *error)
{
    void *memory = mmap(NULL, CHANNEL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) {
        br_error_set(error, BR_ERROR_MEMORY, "no memory to talk with the measuring process (%s)",
                     strerror(errno));
        return NULL;
    }
    return memory;
}

struct br_channel *br_channel_new(int *descriptor, struct br_error *error)
{
    int file = br_os_memory_file("benchrun-channel", error);
    if (file < 0)
        return NULL;
    struct br_channel *channel = NULL;
    if (ftruncate(file, (off_t)CHANNEL_SIZE) < 0)
        br_error_set(error, BR_ERROR_MEMORY, "no memory to talk with the measuring process (%s)",
                     strerror(errno));
    else if (br_os_seal_size(file, error) == 0) /* else truncation there would be SIGBUS here */
        channel = map_channel(file, error);
    if (channel == NULL) {
        close(file);
        return NULL;
    }
    channel->magic = MAGIC;
    *descriptor = file;
    return channel;
}

struct br_channel *br_channel_open(int descriptor, struct br_error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) < 0 || status.st_size != (off_t)CHANNEL_SIZE) {
        br_error_set(error, BR_ERROR_USAGE,
                     "this command is for benchrun's own measuring processes, not for you");
        return NULL;
    }
    struct br_channel *channel = map_channel(descriptor, error);
    if (channel != NULL && channel->magic != MAGIC) {
        br_error_set(error, BR_ERROR_FORMAT, "the channel was made by another benchrun");
        br_channel_close(channel);
        return NULL;
    }
    return channel;
}

void br_channel_close(struct br_channel *channel)
{
    if (channel != NULL)
        munmap(channel, CHANNEL_SIZE);
}

static int put(struct br_channel *channel, const char *text, struct br_error *error)
{
    size_t size = strlen(text);
    if (size > BR_CHANNEL_PAYLOAD)
        return br_error_set(error, BR_ERROR_FAILED,
                            "a message of %zu bytes does not fit between the processes", size);
    memcpy(channel->payload, text, size);
    return 0;
}

int br_channel_put_job(struct br_channel *channel, const char *text, struct br_error *error)
{
    int status = put(channel, text, error);
    if (status == 0)
        channel->job_size = strlen(text);
    return status;
}

int br_channel_put_exact(struct br_channel *channel, const void *data, size_t size,
                         struct br_error *error)
{
    if (size > BR_CHANNEL_PAYLOAD - channel->job_size)
        return br_error_set(error, BR_ERROR_FAILED,
                            "a message of %zu bytes does not fit between the processes", size);
    memcpy(channel->payload + channel->job_size, data, size);
    channel->exact_size = size;
    return 0;
}

int br_channel_put_answer(struct br_channel *channel, const char *text, struct br_error *error)
{
    int status = put(channel, text, error);
    if (status < 0)
        return status;
    channel->answer_digest = XXH3_64bits(text, strlen(text));
    atomic_store_explicit(&channel->answer_size, strlen(text), memory_order_release);
    return 0;
}

int br_channel_get_answer(const struct br_channel *channel, char **text, size_t *size,
                          struct br_error *error)
{
    size_t promised = atomic_load_explicit(&channel->answer_size, memory_order_acquire);
    bool fits = promised > 0 && promised <= BR_CHANNEL_PAYLOAD;
    char *copy = fits ? malloc(promised) : NULL;
    if (fits && copy == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for an answer of %zu bytes",
                            promised);
    if (fits)
        memcpy(copy, channel->payload, promised);
    if (!fits || XXH3_64bits(copy, promised) != channel->answer_digest) {
        free(copy);
        return br_error_set(error, BR_ERROR_CHILD,
                            "the measuring process gave a damaged answer: the code under test "
                            "wrote into memory that is not its own");
    }
    *text = copy;
    *size = promised;
    return 0;
}
