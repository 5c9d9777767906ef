/* From libyaml's events to a tree of nodes with places. */
#include "store/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "model/shape.h"

struct reader {
    yaml_parser_t parser;
    const char *data;
    size_t size;
    const struct br_yaml_kind_of_file *file;
    struct br_placed *mistakes;
    size_t depth;
    bool stopped; /* a mistake ended the reading */
};

static struct br_place place_of(yaml_mark_t mark)
{
    return (struct br_place){.line = mark.line + 1, .column = mark.column + 1};
}

/* libyaml knows bytes it cannot decode by their offset alone. */
static struct br_place place_of_byte(const struct reader *reader, size_t offset)
{
    struct br_place place = {.line = 1, .column = 1};
    for (size_t i = 0; i < offset && i < reader->size; i++) {
        bool ends_line = reader->data[i] == '\n';
        bool continues = ((unsigned char)reader->data[i] & 0xc0) == 0x80;
        place.line += ends_line ? 1 : 0;
        place.column = ends_line ? 1 : place.column + (continues ? 0 : 1);
    }
    return place;
}

static void report_broken(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem != NULL ? parser->problem : "it cannot be read";
    if (parser->error == YAML_MEMORY_ERROR)
        br_placed_add(reader->mistakes, (struct br_place){0}, "out of memory");
    else if (parser->error == YAML_READER_ERROR)
        br_placed_add(reader->mistakes, place_of_byte(reader, parser->problem_offset),
                      "this is not YAML: %s", problem);
    else if (parser->context != NULL)
        br_placed_add(reader->mistakes, place_of(parser->problem_mark),
                      "this is not YAML: %s %s that begins on line %zu", problem, parser->context,
                      parser->context_mark.line + 1);
    else
        br_placed_add(reader->mistakes, place_of(parser->problem_mark), "this is not YAML: %s",
                      problem);
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event) != 0)
        return true;
    report_broken(reader);
    reader->stopped = true;
    return false;
}

/* ---- what these files do without ---- */

static void refuse_anchor(struct reader *reader, yaml_mark_t mark, const yaml_char_t *anchor)
{
    if (anchor != NULL)
        br_placed_add(reader->mistakes, place_of(mark), "%s have no anchors (&%.80s); %s",
                      reader->file->plural, (const char *)anchor, reader->file->instead);
}

static void refuse_tag(struct reader *reader, yaml_mark_t mark, const yaml_char_t *tag)
{
    if (tag != NULL)
        br_placed_add(reader->mistakes, place_of(mark),
                      "%s have no tags (%.80s); write the value alone", reader->file->plural,
                      (const char *)tag);
}

static void refuse_alias(struct reader *reader, const yaml_event_t *event)
{
    br_placed_add(reader->mistakes, place_of(event->start_mark), "%s have no aliases (*%.80s); %s",
                  reader->file->plural, (const char *)event->data.alias.anchor,
                  reader->file->instead);
}

/* ---- nodes ---- */

static void read_scalar(struct reader *reader, const yaml_event_t *event, struct br_yaml_node *node)
{
    const char *text = (const char *)event->data.scalar.value;
    refuse_anchor(reader, event->start_mark, event->data.scalar.anchor);
    refuse_tag(reader, event->start_mark, event->data.scalar.tag);
    if (strlen(text) != event->data.scalar.length) {
        br_placed_add(reader->mistakes, node->place, "there is a NUL character in this text");
        return;
    }
    node->kind = BR_YAML_SCALAR;
    node->text = br_string_copy(text);
    node->is_absent = text[0] == '\0' && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static void read_node(struct reader *reader, const yaml_event_t *event, struct br_yaml_node *node);

static struct br_yaml_node *append_entry(struct reader *reader, yaml_mark_t mark,
                                         struct br_yaml_node *node)
{
    size_t parts = node->kind == BR_YAML_MAPPING ? 2 : 1;
    if (node->entries.count < BR_YAML_MOST_ENTRIES * parts)
        return br_list_append(&node->entries, sizeof *node->entries.items);
    br_placed_add(reader->mistakes, place_of(mark), "more than %d entries in one %s; %s",
                  BR_YAML_MOST_ENTRIES, node->kind == BR_YAML_MAPPING ? "mapping" : "list",
                  reader->file->too_many);
    reader->stopped = true;
    return NULL;
}

static void read_entries(struct reader *reader, yaml_event_type_t end, struct br_yaml_node *node)
{
    yaml_event_t event;
    while (!reader->stopped && next_event(reader, &event)) {
        bool ends = event.type == end;
        struct br_yaml_node *entry = ends ? NULL : append_entry(reader, event.start_mark, node);
        if (entry != NULL)
            read_node(reader, &event, entry);
        yaml_event_delete(&event);
        if (ends)
            return;
    }
}

static const struct br_yaml_node *earlier_key(const struct br_yaml_node *mapping, size_t index)
{
    for (size_t i = 0; i < index; i += 2) {
        const struct br_yaml_node *key = &mapping->entries.items[i];
        if (key->kind == BR_YAML_SCALAR &&
            strcmp(key->text, mapping->entries.items[index].text) == 0)
            return key;
    }
    return NULL;
}

static void check_keys(struct reader *reader, struct br_yaml_node *mapping)
{
    for (size_t i = 0; i < mapping->entries.count; i += 2) {
        struct br_yaml_node *key = &mapping->entries.items[i];
        const struct br_yaml_node *before =
            key->kind == BR_YAML_SCALAR ? earlier_key(mapping, i) : NULL;
        if (key->kind == BR_YAML_SEQUENCE || key->kind == BR_YAML_MAPPING)
            br_placed_add(reader->mistakes, key->place, "a key is one word, not %s",
                          br_yaml_kind_name(key));
        else if (before != NULL)
            br_placed_add(reader->mistakes, key->place,
                          "'%.80s' is there twice, on line %zu already; leave one out", key->text,
                          before->place.line);
        if (key->kind != BR_YAML_SCALAR || before != NULL)
            key->kind = BR_YAML_REFUSED;
    }
}

static void read_container(struct reader *reader, yaml_event_type_t end, struct br_yaml_node *node)
{
    if (++reader->depth > BR_YAML_DEEPEST) {
        br_placed_add(reader->mistakes, node->place, "more than %d levels inside each other; %s",
                      BR_YAML_DEEPEST, reader->file->too_deep);
        reader->stopped = true;
        return;
    }
    read_entries(reader, end, node);
    reader->depth--;
    if (!reader->stopped && node->kind == BR_YAML_MAPPING)
        check_keys(reader, node);
}

static void read_node(struct reader *reader, const yaml_event_t *event, struct br_yaml_node *node)
{
    node->place = place_of(event->start_mark);
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        refuse_alias(reader, event);
        break;
    case YAML_SCALAR_EVENT:
        read_scalar(reader, event, node);
        break;
    case YAML_SEQUENCE_START_EVENT:
        node->kind = BR_YAML_SEQUENCE;
        refuse_anchor(reader, event->start_mark, event->data.sequence_start.anchor);
        refuse_tag(reader, event->start_mark, event->data.sequence_start.tag);
        read_container(reader, YAML_SEQUENCE_END_EVENT, node);
        break;
    default:
        node->kind = BR_YAML_MAPPING;
        refuse_anchor(reader, event->start_mark, event->data.mapping_start.anchor);
        refuse_tag(reader, event->start_mark, event->data.mapping_start.tag);
        read_container(reader, YAML_MAPPING_END_EVENT, node);
        break;
    }
}

/* ---- the document ---- */

static void refuse_second_document(struct reader *reader, yaml_mark_t mark)
{
    br_placed_add(reader->mistakes, place_of(mark), "a second document begins here; a %s has one",
                  reader->file->file);
    reader->stopped = true;
}

/* The events around nodes carry nothing but the number of documents. */
static void read_stream(struct reader *reader, struct br_yaml_node *root)
{
    size_t documents = 0;
    bool ends = false;
    yaml_event_t event;
    while (!ends && !reader->stopped && next_event(reader, &event)) {
        ends = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
            refuse_second_document(reader, event.start_mark);
        else if (event.type == YAML_ALIAS_EVENT || event.type == YAML_SCALAR_EVENT ||
                 event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT)
            read_node(reader, &event, root);
        yaml_event_delete(&event);
    }
}

bool br_yaml_read(const char *data, size_t size, const struct br_yaml_kind_of_file *file,
                  struct br_yaml_node *root, struct br_placed *mistakes)
{
    struct reader reader = {.data = data, .size = size, .file = file, .mistakes = mistakes};
    *root = (struct br_yaml_node){.place = {.line = 1, .column = 1}};
    if (size > BR_YAML_LARGEST_FILE) {
        br_placed_add(mistakes, (struct br_place){0},
                      "%zu bytes are more than the %d that a %s may have; split it", size,
                      BR_YAML_LARGEST_FILE, file->file);
        return false;
    }
    if (yaml_parser_initialize(&reader.parser) == 0)
        abort();
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)data, size);
    read_stream(&reader, root);
    yaml_parser_delete(&reader.parser);
    return !reader.stopped;
}
