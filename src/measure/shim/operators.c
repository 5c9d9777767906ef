/*
 * C++'s operator new and delete for the counting shim, under their mangled names: libjemalloc
 * defines these too and would serve them past the shim's malloc.
 *
 * new tries, calls the new-handler, tries again, and throws std::bad_alloc without a handler, all
 * through libstdc++, which libjemalloc itself is linked with.
 */
#include <stddef.h>
#include <stdlib.h>

void (*_ZSt15get_new_handlerv(void))(void) __attribute__((weak));
void _ZSt17__throw_bad_allocv(void) __attribute__((weak));

void *_Znwm(size_t size);
void *_Znam(size_t size);
void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
void *_ZnwmSt11align_val_t(size_t size, size_t alignment);
void *_ZnamSt11align_val_t(size_t size, size_t alignment);
void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow);
void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow);
void _ZdlPv(void *block);
void _ZdlPvm(void *block, size_t size);
void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdlPvSt11align_val_t(void *block, size_t alignment);
void _ZdlPvmSt11align_val_t(void *block, size_t size, size_t alignment);
void _ZdlPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);
void _ZdaPv(void *block);
void _ZdaPvm(void *block, size_t size);
void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdaPvSt11align_val_t(void *block, size_t alignment);
void _ZdaPvmSt11align_val_t(void *block, size_t size, size_t alignment);
void _ZdaPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);

/* One more try after the handler has made room; false when there is no handler. */
static int handler_ran(void)
{
    void (*handler)(void) = _ZSt15get_new_handlerv != NULL ? _ZSt15get_new_handlerv() : NULL;
    if (handler == NULL)
        return 0;
    handler();
    return 1;
}

static void out_of_memory(void)
{
    if (_ZSt17__throw_bad_allocv != NULL)
        _ZSt17__throw_bad_allocv();
    abort();
}

static void *new_block(size_t size, size_t alignment, int throws)
{
    void *block = NULL;
    do {
        block = alignment > 0 ? aligned_alloc(alignment, size) : malloc(size);
    } while (block == NULL && handler_ran());
    if (block == NULL && throws)
        out_of_memory();
    return block;
}

/* ---- operator new and new[]: plain, nothrow, aligned, both ---- */

void *_Znwm(size_t size)
{
    return new_block(size, 0, 1);
}

void *_Znam(size_t size)
{
    return new_block(size, 0, 1);
}

void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow)
{
    (void)nothrow;
    return new_block(size, 0, 0);
}

void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow)
{
    (void)nothrow;
    return new_block(size, 0, 0);
}

void *_ZnwmSt11align_val_t(size_t size, size_t alignment)
{
    return new_block(size, alignment, 1);
}

void *_ZnamSt11align_val_t(size_t size, size_t alignment)
{
    return new_block(size, alignment, 1);
}

void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow)
{
    (void)nothrow;
    return new_block(size, alignment, 0);
}

void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow)
{
    (void)nothrow;
    return new_block(size, alignment, 0);
}

/* ---- operator delete and delete[]: the hints about size and alignment are not needed ---- */

void _ZdlPv(void *block)
{
    free(block);
}

void _ZdlPvm(void *block, size_t size)
{
    (void)size;
    free(block);
}

void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow)
{
    (void)nothrow;
    free(block);
}

void _ZdlPvSt11align_val_t(void *block, size_t alignment)
{
    (void)alignment;
    free(block);
}

void _ZdlPvmSt11align_val_t(void *block, size_t size, size_t alignment)
{
    (void)size;
    (void)alignment;
    free(block);
}

void _ZdlPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow)
{
    (void)alignment;
    (void)nothrow;
    free(block);
}

void _ZdaPv(void *block)
{
    free(block);
}

void _ZdaPvm(void *block, size_t size)
{
    (void)size;
    free(block);
}

void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow)
{
    (void)nothrow;
    free(block);
}

void _ZdaPvSt11align_val_t(void *block, size_t alignment)
{
    (void)alignment;
    free(block);
}

void _ZdaPvmSt11align_val_t(void *block, size_t size, size_t alignment)
{
    (void)size;
    (void)alignment;
    free(block);
}

void _ZdaPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow)
{
    (void)alignment;
    (void)nothrow;
    free(block);
}
