/*
 * The part of YAML that suites and rules are written in, read with libyaml into a tree whose every
 * node knows its place: scalars, sequences and mappings with scalar keys. Anchors, aliases, tags
 * and further documents are refused, so that a file means what it shows. All scalars are text: what
 * a value means, whoever asked for it knows.
 */
#ifndef BR_STORE_YAML_H
#define BR_STORE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "store/placed.h"

enum {
    BR_YAML_LARGEST_FILE = 65536, /* bytes */
    BR_YAML_MOST_ENTRIES = 256,   /* of one sequence or mapping */
    BR_YAML_DEEPEST = 8           /* sequences and mappings inside each other */
};

enum br_yaml_kind {
    BR_YAML_REFUSED, /* its mistake is told already; also an empty document */
    BR_YAML_SCALAR,
    BR_YAML_SEQUENCE,
    BR_YAML_MAPPING
};

struct br_yaml_node {
    enum br_yaml_kind kind;
    struct br_place place; /* of its first character */
    bool is_absent;        /* a scalar of which nothing is written */
    char *text;            /* of a scalar */
    struct br_yaml_nodes { /* of a sequence; of a mapping key, value, key, value, ... */
        struct br_yaml_node *items;
        size_t count;
    } entries;
};

/* How sentences speak of a kind of file. */
struct br_yaml_kind_of_file {
    const char *plural;   /* "suites" */
    const char *file;     /* "suite file" */
    const char *instead;  /* of anchors and aliases */
    const char *too_deep; /* how many levels such a file has */
    const char *too_many; /* what to do about too many entries */
    const char *absent;   /* what to do where the build cannot read them */
};

/* Reads one document into `root`, which the caller releases whatever happens. A pair whose key is
 * no word or was there before has REFUSED as its key. Returns false, with the mistake, when the
 * text ends the reading: not YAML, or beyond a limit. */
bool br_yaml_read(const char *data, size_t size, const struct br_yaml_kind_of_file *file,
                  struct br_yaml_node *root, struct br_placed *mistakes);
void br_yaml_release(struct br_yaml_node *root);

/* "a text", "a list", "a mapping": for sentences. */
const char *br_yaml_kind_name(const struct br_yaml_node *node);

#endif
