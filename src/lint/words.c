/* From a sentence to words: lower case, hyphens apart, contractions written out. */
#include "lint/words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "lint/document.h"

struct place {
    struct br_lint_words *words;
    const char *at;
    bool in_code;
};

static struct br_lint_word *add(struct place *place, enum br_lint_word_kind kind, const char *text,
                                size_t size)
{
    struct br_lint_word *word = br_lint_append(&place->words->words, sizeof *word);
    word->kind = kind;
    word->text = text;
    word->size = size;
    word->in_code = place->in_code;
    return word;
}

static bool is_letter(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    return isalpha(byte) || (byte >= 0xc3 && byte < 0xe2 && strncmp(at, "×", 2) != 0);
}

/* "doesn't" is does not, "can't" can not, "we'd" we would, "it's" it. */
static bool read_contraction(struct place *place, const char *word, size_t size)
{
    static const struct {
        const char *ending, *meaning;
    } endings[] = {{"'d", "would"}, {"'ll", "will"}, {"'s", NULL}, {"'re", NULL}, {"'ve", NULL}};
    if (size > 3 && memcmp(word + size - 3, "n't", 3) == 0) {
        if (size == 5 && memcmp(word, "won", 3) == 0)
            add(place, BR_LINT_WORD, "will", 4);
        else
            add(place, BR_LINT_WORD, word, size - (memcmp(word, "can", 3) == 0 ? 2 : 3));
        add(place, BR_LINT_WORD, "not", 3);
        return true;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i].ending);
        if (size <= ending || memcmp(word + size - ending, endings[i].ending, ending) != 0)
            continue;
        add(place, BR_LINT_WORD, word, size - ending);
        if (endings[i].meaning != NULL)
            add(place, BR_LINT_WORD, endings[i].meaning, strlen(endings[i].meaning));
        return true;
    }
    return false;
}

static void read_word(struct place *place, bool first_upper)
{
    const char *start = place->at;
    const char *at = start;
    while (is_letter(at) || isdigit((unsigned char)*at) || *at == '_' ||
           (*at == '\'' && is_letter(at + 1)) || ((unsigned char)*at & 0xc0) == 0x80)
        at++;
    place->at = at;
    size_t before = place->words->words.count;
    if (!read_contraction(place, start, (size_t)(at - start)))
        add(place, BR_LINT_WORD, start, (size_t)(at - start));
    place->words->words.items[before].first_upper = first_upper;
}

/* Digits with commas between groups of three, a point, and what makes a version or a date. */
static size_t number_size(const char *at, size_t *points)
{
    const char *start = at;
    *points = 0;
    for (;; at++) {
        bool grouped = *at == ',' && isdigit((unsigned char)at[1]) &&
                       isdigit((unsigned char)at[2]) && isdigit((unsigned char)at[3]);
        bool pointed = *at == '.' && isdigit((unsigned char)at[1]);
        *points += pointed;
        if (!isdigit((unsigned char)*at) && !grouped && !pointed)
            return (size_t)(at - start);
    }
}

static bool is_date(const char *at)
{
    return isdigit((unsigned char)at[0]) && isdigit((unsigned char)at[1]) &&
           isdigit((unsigned char)at[2]) && isdigit((unsigned char)at[3]) && at[4] == '-' &&
           isdigit((unsigned char)at[5]) && isdigit((unsigned char)at[6]);
}

/* The last shown digit stands for half of itself on either side; 1,200 shows four digits. */
static void read_value(struct br_lint_word *number)
{
    struct br_text digits = {0};
    const char *point = memchr(number->text, '.', number->size);
    for (size_t i = 0; i < number->size; i++)
        if (number->text[i] != ',')
            br_text_append_bytes(&digits, number->text + i, 1);
    number->value = strtod(br_text_string(&digits), NULL);
    size_t decimals = point != NULL ? (size_t)(number->text + number->size - point - 1) : 0;
    number->half_digit = 0.5 * pow(10.0, -(double)decimals);
    br_text_release(&digits);
}

/* 379k, 1.05M: the letter belongs to the number when no other letter follows. */
static void read_multiple(struct place *place, struct br_lint_word *number)
{
    double factor = 1;
    char letter = *place->at;
    if (letter == '\0' || is_letter(place->at + 1) || isdigit((unsigned char)place->at[1]))
        return;
    if (letter == 'k')
        factor = 1e3;
    else if (letter == 'm') /* the copy is in lower case: M, as metres are not measured here */
        factor = 1e6;
    else if (letter == 'g')
        factor = 1e9;
    if (factor > 1) {
        number->value *= factor;
        number->half_digit *= factor;
        place->at++;
    }
}

static void read_number(struct place *place)
{
    const char *start = place->at;
    size_t points = 0;
    size_t size = number_size(start, &points);
    if (points > 1 || is_date(start)) {
        while (*place->at != '\0' && !isspace((unsigned char)*place->at) &&
               strchr("`,;)", *place->at) == NULL)
            place->at++;
        add(place, BR_LINT_WORD, start, (size_t)(place->at - start));
        return;
    }
    place->at += size;
    struct br_lint_word *number = add(place, BR_LINT_NUMBER, start, size);
    read_value(number);
    read_multiple(place, number);
    if (is_letter(place->at)) {
        size_t next = place->words->words.count;
        read_word(place, false);
        place->words->words.items[next].is_glued = true;
    }
}

static bool is_label_before(const struct place *place)
{
    const struct br_lint_words *words = place->words;
    size_t count = words->words.count;
    if (count == 0)
        return false;
    const struct br_lint_word *before = &words->words.items[count - 1];
    bool touches = before->text + before->size == place->at;
    return (touches && br_lint_word_is(before, "×")) ||
           br_lint_word_is_one_of(words, count - 1,
                                  "line page section step figure table issue seed version chapter "
                                  "rule appendix iso utf rfc level port type layer");
}

static void read_mark(struct place *place)
{
    uint32_t code_point = 0;
    size_t size = br_utf8_decode(place->at, &code_point);
    size = size > 0 ? size : 1;
    add(place, BR_LINT_MARK, place->at, size);
    place->at += size;
}

static void read_all(struct place *place, const char *original)
{
    const char *start = place->at;
    while (*place->at != '\0') {
        if (*place->at == '`') {
            place->in_code = !place->in_code;
            place->at++;
        } else if (isspace((unsigned char)*place->at)) {
            place->at++;
        } else if (isdigit((unsigned char)*place->at)) {
            bool is_label = is_label_before(place);
            size_t index = place->words->words.count;
            read_number(place);
            place->words->words.items[index].is_label = is_label;
        } else if (is_letter(place->at)) {
            read_word(place, isupper((unsigned char)original[place->at - start]) != 0);
        } else {
            read_mark(place);
        }
    }
}

/* µ has two code points (U+00B5, U+03BC), and ’ stands for '. */
static char *normalise(const char *sentence)
{
    struct br_text text = {0};
    br_text_append(&text, "");
    for (const char *at = sentence; *at != '\0';) {
        if (strncmp(at, "\xc2\xb5", 2) == 0 || strncmp(at, "\xce\xbc", 2) == 0) {
            br_text_append(&text, "u");
            at += 2;
        } else if (strncmp(at, "\xe2\x80\x99", 3) == 0) {
            br_text_append(&text, "'");
            at += 3;
        } else {
            br_text_append_bytes(&text, at++, 1);
        }
    }
    char *copy = br_text_take(&text);
    if (copy == NULL)
        abort();
    return copy;
}

void br_lint_words_read(const char *sentence, struct br_lint_words *words)
{
    *words = (struct br_lint_words){.copy = normalise(sentence)};
    char *original = br_string_copy(words->copy);
    for (char *at = words->copy; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    struct place place = {.words = words, .at = words->copy};
    read_all(&place, original);
    free(original);
    br_lint_find_figures(words);
    br_lint_find_modes(words);
    br_lint_find_phrases(words, br_lint_phrases_compare);
    br_lint_find_phrases(words, br_lint_phrases_propose);
    br_lint_find_phrases(words, br_lint_phrases_figure);
}

void br_lint_words_release(struct br_lint_words *words)
{
    free(words->copy);
    free(words->words.items);
    free(words->figures.items);
    free(words->hits.items);
    *words = (struct br_lint_words){0};
}

bool br_lint_word_is(const struct br_lint_word *word, const char *text)
{
    return strlen(text) == word->size && memcmp(word->text, text, word->size) == 0;
}

bool br_lint_word_is_one_of(const struct br_lint_words *words, size_t index, const char *list)
{
    if (index >= words->words.count)
        return false;
    const struct br_lint_word *word = &words->words.items[index];
    while (*list != '\0') {
        size_t size = strcspn(list, " ");
        if (size == word->size && memcmp(list, word->text, size) == 0)
            return true;
        list += size;
        list += strspn(list, " ");
    }
    return false;
}

size_t br_lint_count_measures(const struct br_lint_words *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->figures.count; i++)
        count += words->figures.items[i].unit != BR_LINT_UNIT_NONE &&
                 words->figures.items[i].unit != BR_LINT_UNIT_SETTING;
    return count;
}
