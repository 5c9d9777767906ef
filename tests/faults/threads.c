/* Starts threads that go on to the end. */
#include "at_record.h"

#include <pthread.h>

static void *work(void *nothing)
{
    volatile uint64_t turns = 0;
    for (;;)
        turns++;
    return nothing;
}

static void fault(void)
{
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, NULL);
    }
}
