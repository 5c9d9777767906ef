/* What the doctor found severe at the start of the run, as one caveat. */
#include <string.h>

#include "summary/parts.h"

/* These have a caveat of their own, which older profiles without findings get, too. */
static bool is_said_elsewhere(const char *name)
{
    static const char *const names[] = {"build type", "sanitizer", "tick counter", "jemalloc"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

void br_part_finding_caveat(struct br_summary *summary)
{
    const struct br_findings *findings = &summary->profile->environment.findings;
    struct br_text text = {0};
    for (size_t i = 0; i < findings->count; i++) {
        const struct br_finding *finding = &findings->items[i];
        if (finding->state != BR_FINDING_SEVERE || finding->name == NULL ||
            finding->value == NULL || is_said_elsewhere(finding->name))
            continue;
        br_text_append(&text, text.size == 0
                                  ? "The machine was not fit for measuring when the run began: "
                                  : "; ");
        br_text_format(&text, "%s (%s)", finding->name, finding->value);
    }
    if (text.size > 0)
        br_text_append(&text, ". benchrun doctor says what to do.");
    br_part_add_caveat(summary, false, &text);
}
