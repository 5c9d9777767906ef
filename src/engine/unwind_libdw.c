/* Stacks from samples, by elfutils' libdw; see unwind.h. */
#include "engine/unwind.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/symbols_private.h"

struct br_unwinder {
    Dwfl *session;
    const struct br_cpu_sample *sample;
    uint64_t *addresses;
    size_t count;
    bool missed; /* memory that was not sampled */
};

/* Only what was sampled: the memory is another by now. */
static bool read_memory(Dwfl *session, Dwarf_Addr address, Dwarf_Word *result, void *context)
{
    struct br_unwinder *unwinder = context;
    const struct br_cpu_sample *sample = unwinder->sample;
    (void)session;
    uint64_t at = address - sample->stack_pointer;
    if (address < sample->stack_pointer || at > sample->stack_size ||
        sample->stack_size - at < sizeof *result) {
        unwinder->missed = true;
        return false;
    }
    memcpy(result, sample->stack + at, sizeof *result);
    return true;
}

static pid_t next_thread(Dwfl *session, void *context, void **thread)
{
    (void)session;
    if (*thread != NULL)
        return 0;
    *thread = context;
    return getpid();
}

static bool get_thread(Dwfl *session, pid_t number, void *context, void **thread)
{
    (void)session, (void)number;
    *thread = context;
    return true;
}

static bool set_registers(Dwfl_Thread *thread, void *context)
{
    const struct br_cpu_sample *sample = ((struct br_unwinder *)context)->sample;
    Dwarf_Word registers[BR_SAMPLE_REGISTERS];
    for (size_t i = 0; i < BR_SAMPLE_REGISTERS; i++)
        registers[i] = sample->registers[i];
#if defined(__x86_64__)
    const unsigned count = 17; /* the last is the return address: where it is */
#else
    const unsigned count = 32;
#endif
    dwfl_thread_state_register_pc(thread, sample->program_counter);
    return dwfl_thread_state_registers(thread, 0, count, registers);
}

static const Dwfl_Thread_Callbacks callbacks = {
    .next_thread = next_thread,
    .get_thread = get_thread,
    .memory_read = read_memory,
    .set_initial_registers = set_registers,
};

/* What a signal interrupted is an instruction, not behind a call, so it is moved to where
 * br_symbols_stack looks for a call. */
static int on_frame(Dwfl_Frame *frame, void *context)
{
    struct br_unwinder *unwinder = context;
    Dwarf_Addr address;
    bool interrupted = false;
    unwinder->missed =
        false; /* only the step outwards from the last frame decides; it is made here */
    if (!dwfl_frame_pc(frame, &address, &interrupted))
        return DWARF_CB_ABORT;
    if (unwinder->count == BR_UNWIND_DEPTH)
        return DWARF_CB_ABORT;
    unwinder->addresses[unwinder->count] = address + (interrupted && unwinder->count > 0 ? 1 : 0);
    unwinder->count++;
    return DWARF_CB_OK;
}

struct br_unwinder *br_unwinder_open(struct br_symbols *symbols, struct br_error *error)
{
    struct br_unwinder *unwinder = calloc(1, sizeof *unwinder);
    struct br_libdw *libdw = br_symbols_libdw(symbols);
    if (unwinder != NULL && libdw != NULL) {
        unwinder->session = br_libdw_session(libdw);
        if (dwfl_attach_state(unwinder->session, NULL, getpid(), &callbacks, unwinder))
            return unwinder;
    }
    free(unwinder);
    br_error_set(error, BR_ERROR_UNSUPPORTED, "stacks cannot be unwound (%s)", dwfl_errmsg(-1));
    return NULL;
}

size_t br_unwind(struct br_unwinder *unwinder, const struct br_cpu_sample *sample,
                 uint64_t addresses[BR_UNWIND_DEPTH], bool *complete)
{
    unwinder->sample = sample;
    unwinder->addresses = addresses;
    unwinder->count = 0;
    unwinder->missed = false;
    /* libdw takes a return address that cannot be read for the end of the stack. */
    *complete = dwfl_getthread_frames(unwinder->session, getpid(), on_frame, unwinder) == 0 &&
                !unwinder->missed;
    if (unwinder->count == 0)
        addresses[unwinder->count++] = sample->program_counter;
    return unwinder->count;
}

void br_unwinder_close(struct br_unwinder *unwinder)
{
    free(unwinder); /* the session is the symboliser's */
}
