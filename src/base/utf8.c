/* UTF-8: decoding one code point and classifying it for display. */
#include "base/utf8.h"

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t code_point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    return false;
}

static size_t sequence_size(unsigned char lead)
{
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* The second byte alone tells overlong forms, surrogates and values past U+10FFFF. */
static bool is_second_byte(unsigned char lead, unsigned char second)
{
    unsigned char first = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char last = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= first && second <= last;
}

size_t br_utf8_decode(const char *string, uint32_t *code_point)
{
    const unsigned char *bytes = (const unsigned char *)string;
    if (bytes[0] < 0x80) {
        *code_point = bytes[0];
        return bytes[0] != 0;
    }
    size_t size = sequence_size(bytes[0]);
    if (size == 0 || !is_second_byte(bytes[0], bytes[1]))
        return 0;
    *code_point = bytes[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        *code_point = *code_point << 6 | (bytes[i] & 0x3Fu);
    }
    return size;
}

bool br_utf8_is_hidden(uint32_t code_point)
{
    static const struct range hidden[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200B, 0x200B},   {0x200E, 0x200F},
        {0x2028, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE007F},
    };
    return in_ranges(code_point, hidden, sizeof hidden / sizeof hidden[0]);
}

bool br_utf8_is_combining(uint32_t code_point)
{
    static const struct range combining[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x200C, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
    };
    return in_ranges(code_point, combining, sizeof combining / sizeof combining[0]);
}
