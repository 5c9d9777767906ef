/*
 * Accented Latin letters in the three spellings, and the loading of word lists in one of them.
 * Source of the codes: the Unicode canonical decompositions, and the Library of Congress's
 * "MARC 21 code table: Extended Latin (ANSEL)".
 */
#include "bench/generate/words.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

struct letter {
    const char *composed;
    const char *decomposed;
    const char *ansel;
};

static const struct letter letters[] = {
    {"à", "a\u0300", "\341a"}, {"è", "e\u0300", "\341e"}, {"ù", "u\u0300", "\341u"},
    {"á", "a\u0301", "\342a"}, {"é", "e\u0301", "\342e"}, {"í", "i\u0301", "\342i"},
    {"ó", "o\u0301", "\342o"}, {"ú", "u\u0301", "\342u"}, {"ý", "y\u0301", "\342y"},
    {"ć", "c\u0301", "\342c"}, {"ń", "n\u0301", "\342n"}, {"ś", "s\u0301", "\342s"},
    {"ź", "z\u0301", "\342z"}, {"É", "E\u0301", "\342E"}, {"Í", "I\u0301", "\342I"},
    {"Ć", "C\u0301", "\342C"}, {"â", "a\u0302", "\343a"}, {"ê", "e\u0302", "\343e"},
    {"î", "i\u0302", "\343i"}, {"ô", "o\u0302", "\343o"}, {"û", "u\u0302", "\343u"},
    {"ã", "a\u0303", "\344a"}, {"õ", "o\u0303", "\344o"}, {"ñ", "n\u0303", "\344n"},
    {"ā", "a\u0304", "\345a"}, {"ē", "e\u0304", "\345e"}, {"ī", "i\u0304", "\345i"},
    {"ō", "o\u0304", "\345o"}, {"ū", "u\u0304", "\345u"}, {"Ō", "O\u0304", "\345O"},
    {"ă", "a\u0306", "\346a"}, {"ğ", "g\u0306", "\346g"}, {"ż", "z\u0307", "\347z"},
    {"İ", "I\u0307", "\347I"}, {"ä", "a\u0308", "\350a"}, {"ë", "e\u0308", "\350e"},
    {"ï", "i\u0308", "\350i"}, {"ö", "o\u0308", "\350o"}, {"ü", "u\u0308", "\350u"},
    {"Ö", "O\u0308", "\350O"}, {"Ü", "U\u0308", "\350U"}, {"č", "c\u030c", "\351c"},
    {"ě", "e\u030c", "\351e"}, {"ň", "n\u030c", "\351n"}, {"ř", "r\u030c", "\351r"},
    {"š", "s\u030c", "\351s"}, {"ž", "z\u030c", "\351z"}, {"Č", "C\u030c", "\351C"},
    {"Š", "S\u030c", "\351S"}, {"Ž", "Z\u030c", "\351Z"}, {"å", "a\u030a", "\352a"},
    {"ů", "u\u030a", "\352u"}, {"Å", "A\u030a", "\352A"}, {"ő", "o\u030b", "\356o"},
    {"ű", "u\u030b", "\356u"}, {"ç", "c\u0327", "\360c"}, {"ş", "s\u0327", "\360s"},
    {"Ş", "S\u0327", "\360S"}, {"ą", "a\u0328", "\361a"}, {"ę", "e\u0328", "\361e"},
    {"ł", "ł", "\261"},        {"Ł", "Ł", "\241"},        {"ø", "ø", "\262"},
    {"Ø", "Ø", "\242"},        {"đ", "đ", "\263"},        {"Đ", "Đ", "\243"},
    {"þ", "þ", "\264"},        {"Þ", "Þ", "\244"},        {"æ", "æ", "\265"},
    {"Æ", "Æ", "\245"},        {"œ", "œ", "\266"},        {"ı", "ı", "\270"},
    {"ß", "ß", "\307"},        {"ð", "ð", "\272"},
};

static const struct letter *letter_at(const char *text)
{
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        if (strncmp(text, letters[i].composed, strlen(letters[i].composed)) == 0)
            return &letters[i];
    }
    return NULL;
}

static void word_append(struct br_word *word, const char *text, size_t size)
{
    assert(word->size + size <= BR_WORD_BYTES);
    memcpy(word->text + word->size, text, size);
    word->size = (uint8_t)(word->size + size);
}

static void word_spell(struct br_word *word, const char *text, enum br_spelling spelling)
{
    while (*text != '\0') {
        const struct letter *letter =
            spelling == BR_SPELLING_COMPOSED || (signed char)*text >= 0 ? NULL : letter_at(text);
        if (letter == NULL) {
            word_append(word, text++, 1);
            continue;
        }
        const char *spelt = spelling == BR_SPELLING_ANSEL ? letter->ansel : letter->decomposed;
        word_append(word, spelt, strlen(spelt));
        text += strlen(letter->composed);
    }
}

void br_lexicon_load(struct br_lexicon *lexicon, const char *const *list, enum br_spelling spelling)
{
    memset(lexicon, 0, sizeof(*lexicon));
    for (; list[lexicon->count] != NULL; lexicon->count++) {
        assert(lexicon->count < BR_LEXICON_WORDS);
        word_spell(&lexicon->words[lexicon->count], list[lexicon->count], spelling);
    }
}
