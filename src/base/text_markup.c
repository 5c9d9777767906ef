/* Text made fit for XML, links and data within text; see text.h. */
#include "base/text.h"

#include <ctype.h>
#include <stdint.h>

#include "base/utf8.h"

void br_text_append_xml(struct br_text *text, const char *string)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, string);
    for (const char *at = br_text_string(&visible); *at != '\0'; at++) {
        switch (*at) {
        case '&':
            br_text_append(text, "&amp;");
            break;
        case '<':
            br_text_append(text, "&lt;");
            break;
        case '>':
            br_text_append(text, "&gt;");
            break;
        case '"':
            br_text_append(text, "&quot;");
            break;
        default:
            br_text_append_bytes(text, at, 1);
        }
    }
    br_text_release(&visible);
}

void br_text_append_base64(struct br_text *text, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < size ? (uint32_t)bytes[i + 2] : 0;
        char letters[4];
        for (int j = 0; j < 4; j++)
            letters[j] = alphabet[(group >> (18 - 6 * j)) & 63];
        if (i + 1 >= size)
            letters[2] = '=';
        if (i + 2 >= size)
            letters[3] = '=';
        br_text_append_bytes(text, letters, sizeof letters);
    }
}

char *br_string_anchor(const char *title)
{
    struct br_text text = {0};
    br_text_append(&text, "");
    while (*title != '\0') {
        uint32_t code_point = 0;
        size_t size = br_utf8_decode(title, &code_point);
        size = size > 0 ? size : 1;
        if (*title == ' ') {
            br_text_append(&text, "-");
        } else if (code_point < 0x80) {
            char letter = (char)tolower((unsigned char)*title);
            if (isalnum((unsigned char)letter) || letter == '-' || letter == '_')
                br_text_append_bytes(&text, &letter, 1);
        } else if (code_point >= 0xc0 && (code_point < 0x2000 || code_point >= 0x2c00) &&
                   code_point != 0xd7 && code_point != 0xf7) {
            br_text_append_bytes(&text, title, size);
        }
        title += size;
    }
    char *anchor = br_text_take(&text);
    return anchor != NULL ? anchor : br_string_copy("");
}
