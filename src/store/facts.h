/*
 * The facts of saved profiles that a list of them shows. Made by loading each profile; one that
 * cannot be loaded has its reason as state.
 */
#ifndef BR_STORE_FACTS_H
#define BR_STORE_FACTS_H

#include "base/error.h"
#include "model/profile.h"
#include "store/library.h"

struct br_fact_row {
    char *name, *kind, *path;                        /* as br_library_entry; kind is a word */
    char *mode, *workload, *host, *created, *commit; /* NULL: the profile does not say */
    char *state;                /* "complete", "frozen", "frozen, not accepted", "interrupted",
                                   "3 passes failed", "reference", "archived", "unreadable: ..." */
    struct br_texts companions; /* names of files beside it */
    struct br_promotion promoted;
};
struct br_facts {
    struct br_fact_row *items;
    size_t count;
};
/* {"profiles": [...]} */
struct br_facts_file {
    struct br_facts profiles;
};

extern const struct br_shape br_fact_row_shape;
extern const struct br_shape br_facts_file_shape;

/* Of one profile; `row` is zeroed by the caller, who releases it by its shape. Fails where the
 * companions cannot be listed. */
int br_facts_read(const char *library, const struct br_library_entry *entry,
                  struct br_fact_row *row, struct br_error *error);
/* Of all in the library. */
int br_facts_list(const char *library, struct br_facts *facts, struct br_error *error);

#endif
