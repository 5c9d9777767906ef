/* Facts of saved profiles; see facts.h. */
#include "store/facts.h"

#include "base/text.h"
#include "model/fields.h"
#include "store/store.h"

static const struct br_field fact_row_fields[] = {BR_TEXT(br_fact_row, name),
                                                  BR_TEXT(br_fact_row, kind),
                                                  BR_TEXT(br_fact_row, path),
                                                  BR_TEXT(br_fact_row, mode),
                                                  BR_TEXT(br_fact_row, workload),
                                                  BR_TEXT(br_fact_row, host),
                                                  BR_TEXT(br_fact_row, created),
                                                  BR_TEXT(br_fact_row, commit),
                                                  BR_TEXT(br_fact_row, state),
                                                  BR_TEXTS(br_fact_row, companions),
                                                  BR_STRUCT(br_fact_row, promoted, br_promotion),
                                                  BR_FIELDS_END};
const struct br_shape br_fact_row_shape = BR_SHAPE(br_fact_row, fact_row_fields);

static const struct br_field facts_file_fields[] = {BR_LIST(br_facts_file, profiles, br_fact_row),
                                                    BR_FIELDS_END};
const struct br_shape br_facts_file_shape = BR_SHAPE(br_facts_file, facts_file_fields);

static char *state_of(const struct br_profile *profile, enum br_library_kind kind)
{
    size_t failed = br_profile_count_failed(profile);
    if (kind != BR_LIBRARY_WORKING)
        return br_string_copy(br_library_kind_names[kind]);
    if (!profile->complete || profile->interrupted)
        return br_string_copy("interrupted");
    if (failed > 0)
        return br_string_format("%zu pass%s failed", failed, failed == 1 ? "" : "es");
    if (profile->freeze.frozen)
        return br_string_copy(profile->freeze.accepted ? "frozen" : "frozen, not accepted");
    return br_string_copy("complete");
}

static void take(const struct br_profile *profile, enum br_library_kind kind,
                 struct br_fact_row *row)
{
    row->mode = br_string_copy(profile->config.mode);
    row->workload = br_string_copy(br_profile_workload(profile));
    row->host = br_string_copy(profile->environment.hostname);
    row->created = br_string_copy(profile->created);
    row->commit = br_string_copy(profile->environment.commit);
    row->state = state_of(profile, kind);
    br_shape_copy(&br_promotion_shape, &profile->promoted, &row->promoted, NULL);
}

int br_facts_read(const char *library, const struct br_library_entry *entry,
                  struct br_fact_row *row, struct br_error *error)
{
    struct br_profile profile = {0};
    struct br_error failure = {0};
    row->name = br_string_copy(entry->name);
    row->kind = br_string_copy(br_library_kind_names[entry->kind]);
    row->path = br_string_copy(entry->path);
    if (br_store_load(library, entry->path, &profile, &failure) == 0)
        take(&profile, entry->kind, row);
    else
        row->state = br_string_format("unreadable: %s", failure.message);
    br_profile_release(&profile);
    return br_library_companions(entry->path, &row->companions, error);
}

int br_facts_list(const char *library, struct br_facts *facts, struct br_error *error)
{
    struct br_library_entries entries = {0};
    int code = br_library_list(library, &entries, error);
    for (size_t i = 0; i < entries.count && code == 0; i++)
        code = br_facts_read(library, &entries.items[i],
                             br_list_append(facts, sizeof *facts->items), error);
    br_library_entries_release(&entries);
    return code;
}
