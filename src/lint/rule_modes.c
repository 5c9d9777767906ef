/* The rules cross-mode and cause, for sentences: which modes are in play, and what is said of them.
 */
#include <string.h>

#include "lint/rules.h"

/* A sentence with what stands around it. */
struct scene {
    const struct br_lint_words *words;
    unsigned own;     /* modes it names */
    unsigned before;  /* modes of the sentences before it in its block, where it leans on them */
    unsigned section; /* the mode its document or section is about */
    size_t measures, measures_before;
    bool refuses, in_context;
};

static bool has(const struct br_lint_words *words, enum br_lint_sense sense)
{
    return words->tally[sense] > 0;
}

unsigned br_lint_modes_of(const struct br_lint_words *words)
{
    unsigned modes = 0;
    if (has(words, BR_SENSE_MODES))
        return BR_LINT_BOTH;
    if (has(words, BR_SENSE_SINGLE))
        modes |= BR_LINT_SINGLE;
    if (has(words, BR_SENSE_CONCURRENT))
        modes |= BR_LINT_CONCURRENT;
    if (modes == BR_LINT_SINGLE && has(words, BR_SENSE_THREADED))
        modes |= BR_LINT_CONCURRENT;
    return modes;
}

/* Two thread counts, or one against one worker: scaling, which is inside concurrent. */
static bool compares_threads(const struct br_lint_words *words)
{
    size_t counts = 0;
    for (size_t i = 0; i < words->figures.count; i++) {
        const struct br_lint_figure *figure = &words->figures.items[i];
        counts += br_lint_word_is_one_of(words, figure->first + figure->count - 1,
                                         "threads workers thread worker cores");
    }
    return counts >= 2;
}

/* Speeds are compared by one word; everything else needs to be about performance as well. */
static bool compares(const struct br_lint_words *words)
{
    bool performs = has(words, BR_SENSE_PERFORMANCE) || br_lint_count_measures(words) > 0;
    bool valued = br_lint_count_measures(words) > 0 || (performs && has(words, BR_SENSE_GRADED));
    return has(words, BR_SENSE_FASTER) || (performs && has(words, BR_SENSE_COMPARES)) ||
           (valued && has(words, BR_SENSE_CONTRASTS));
}

static bool stays_within(const struct br_lint_words *words)
{
    return has(words, BR_SENSE_WITHIN) || compares_threads(words);
}

static size_t count_settings(const struct scene *scene)
{
    size_t count = 0;
    for (size_t i = 0; i < scene->words->figures.count; i++)
        count += scene->words->figures.items[i].unit == BR_LINT_UNIT_SETTING;
    return count;
}

/* Each mode is named by its own name, and the talk is of performance: whatever words are used, that
 * is a comparison, unless it says how a figure is made. */
static bool speaks_of_both(const struct br_lint_words *words)
{
    return has(words, BR_SENSE_SINGLE) && has(words, BR_SENSE_CONCURRENT) &&
           has(words, BR_SENSE_PERFORMANCE) && !has(words, BR_SENSE_DEFINES);
}

/* Both modes are named here: any comparison, and two figures side by side. */
static bool sets_named_modes(const struct scene *scene)
{
    if (has(scene->words, BR_SENSE_OWN))
        return false;
    /* "18 ms in the one and 61 in the other" leaves the second unit out. */
    bool several = scene->measures > 0 && scene->words->figures.count >= 2 + count_settings(scene);
    return compares(scene->words) || several || speaks_of_both(scene->words);
}

/* One mode is named, the other one is what the document or the sentence before is about. */
static bool sets_against_surroundings(const struct scene *scene)
{
    const struct br_lint_words *words = scene->words;
    if (stays_within(words))
        return false;
    if (compares(words))
        return true;
    if (scene->in_context)
        return false;
    bool foreign = scene->section != 0 && scene->own != 0 && (scene->own & scene->section) == 0;
    return (foreign && scene->measures > 0) || (scene->measures > 0 && scene->measures_before > 0);
}

/* "A speed-up of 1.8 over single mode": whatever is set against a mode is of the other one, where
 * nothing says that the talk is of that mode. */
static bool is_measured_by_a_mode(const struct scene *scene)
{
    const struct br_lint_words *words = scene->words;
    if (scene->section != 0 || !has(words, BR_SENSE_FASTER) || stays_within(words) ||
        has(words, BR_SENSE_OWN))
        return false;
    for (size_t i = 0; i < words->hits.count; i++) {
        const struct br_lint_hit *hit = &words->hits.items[i];
        bool is_mode = hit->sense == BR_SENSE_SINGLE || hit->sense == BR_SENSE_CONCURRENT;
        size_t before = hit->first;
        if (before > 0 && br_lint_word_is_one_of(words, before - 1, "the"))
            before--;
        if (is_mode && before > 0 &&
            br_lint_word_is_one_of(words, before - 1, "than over against versus vs"))
            return true;
    }
    return false;
}

static bool is_cross_mode(const struct scene *scene)
{
    if (scene->refuses)
        return false;
    if (scene->own == BR_LINT_BOTH)
        return sets_named_modes(scene);
    unsigned around = scene->own | scene->before;
    if (around != 0 && around != BR_LINT_BOTH)
        around |= scene->section;
    if (scene->own != 0 && is_measured_by_a_mode(scene))
        return true;
    return around == BR_LINT_BOTH && sets_against_surroundings(scene);
}

/* The cause lies in the other mode's figures: both are in play and performance is spoken of. */
static bool is_foreign_cause(const struct scene *scene)
{
    unsigned modes = scene->own;
    if (modes != 0 && modes != BR_LINT_BOTH)
        modes |= scene->section;
    bool performs = has(scene->words, BR_SENSE_PERFORMANCE) || scene->measures > 0 ||
                    has(scene->words, BR_SENSE_FASTER);
    return has(scene->words, BR_SENSE_CAUSE) && modes == BR_LINT_BOTH && performs &&
           !scene->refuses;
}

static struct scene look(const struct br_lint_view *view, size_t index)
{
    const struct br_lint_sentence *sentence = &view->document->sentences.items[index];
    const struct br_lint_block *block = &view->document->blocks.items[sentence->block];
    const struct br_lint_words *words = &view->words[index];
    struct scene scene = {.words = words,
                          .own = br_lint_modes_of(words),
                          .section = view->section_modes[block->section],
                          .measures = br_lint_count_measures(words)};
    for (size_t i = block->first_sentence; i < index && block->kind != BR_LINT_ROW; i++) {
        const struct br_lint_words *earlier = &view->words[i];
        bool is_last = i + 1 == index;
        if (is_last || has(words, BR_SENSE_REFERS))
            scene.before |= br_lint_modes_of(earlier);
        if (is_last)
            scene.measures_before = br_lint_count_measures(earlier);
    }
    if (scene.own == 0 && !has(words, BR_SENSE_REFERS))
        scene.before = 0;
    scene.refuses = has(words, BR_SENSE_REFUSES) && scene.measures == 0;
    scene.in_context = has(words, BR_SENSE_CONTEXT) && has(words, BR_SENSE_APART);
    return scene;
}

/* "single: 350k records/s" as an item of its own: the mode it labels; 0 for any other block. */
static unsigned labelled_mode(const struct br_lint_view *view, const struct br_lint_block *block)
{
    if (block->kind != BR_LINT_PARAGRAPH || block->sentence_count == 0)
        return 0;
    const struct br_lint_words *words = &view->words[block->first_sentence];
    size_t at = br_lint_word_is_one_of(words, 1, "mode run") ? 2 : 1;
    unsigned mode = br_lint_modes_of(words);
    bool is_label = words->words.count > at && words->words.items[at].kind == BR_LINT_MARK &&
                    br_lint_word_is_one_of(words, 0, "single concurrent serial parallel");
    return is_label && mode != BR_LINT_BOTH && br_lint_count_measures(words) > 0 ? mode : 0;
}

/* Labels of two modes in neighbouring items are a table without bars. */
static void check_labels(const struct br_lint_view *view)
{
    for (size_t i = 1; i < view->document->blocks.count; i++) {
        const struct br_lint_block *block = &view->document->blocks.items[i];
        unsigned before = labelled_mode(view, block - 1);
        unsigned mode = labelled_mode(view, block);
        if ((before | mode) == BR_LINT_BOTH && before != 0 && mode != 0)
            br_lint_report(view, BR_LINT_CROSS_MODE, block->line,
                           view->document->sentences.items[block->first_sentence].text,
                           "beside an item of the other mode");
    }
}

void br_lint_check_modes(const struct br_lint_view *view)
{
    check_labels(view);
    for (size_t i = 0; i < view->document->sentences.count; i++) {
        const struct br_lint_sentence *sentence = &view->document->sentences.items[i];
        struct scene scene = look(view, i);
        /* A cell stands for itself; what its row and column make of it is for br_lint_check_tables.
         */
        if (view->document->blocks.items[sentence->block].kind == BR_LINT_ROW &&
            scene.own != BR_LINT_BOTH)
            continue;
        if (is_cross_mode(&scene))
            br_lint_report(view, BR_LINT_CROSS_MODE, sentence->line, sentence->text, NULL);
        if (is_foreign_cause(&scene))
            br_lint_report(view, BR_LINT_CAUSE, sentence->line, sentence->text, NULL);
    }
}

/* ---- what a document or a section is about ---- */

static unsigned modes_of_part(const char *part, size_t size)
{
    if (size >= 6 && strncmp(part, "single", 6) == 0)
        return BR_LINT_SINGLE;
    if (size >= 10 && strncmp(part, "concurrent", 10) == 0)
        return BR_LINT_CONCURRENT;
    return 0;
}

/* docs/profiling/single.md, reports/concurrent/marc.md */
static unsigned modes_of_path(const char *path)
{
    unsigned modes = 0;
    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        modes |= modes_of_part(path, size);
        path += size;
        path += strspn(path, "/");
    }
    return modes;
}

static unsigned modes_of_title(const char *title)
{
    struct br_lint_words words;
    br_lint_words_read(title, &words);
    unsigned modes = br_lint_modes_of(&words);
    br_lint_words_release(&words);
    return modes;
}

/* A heading that names one mode is about it; one that names none is about its parent's. */
void br_lint_find_section_modes(struct br_lint_view *view)
{
    unsigned whole = modes_of_path(view->path);
    for (size_t i = 0; i < view->document->sections.count; i++) {
        const struct br_lint_section *section = &view->document->sections.items[i];
        unsigned above = section->parent == BR_LINT_NONE ? (whole == BR_LINT_BOTH ? 0 : whole)
                                                         : view->section_modes[section->parent];
        unsigned own = section->title != NULL ? modes_of_title(section->title) : 0;
        view->section_modes[i] = own == 0 ? above : own == BR_LINT_BOTH ? 0 : own;
    }
}
