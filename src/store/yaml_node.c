/* Nodes of a YAML file, whoever read them; see yaml.h. */
#include <stdlib.h>

#include "optional_parts.h"
#include "store/yaml.h"

void br_yaml_release(struct br_yaml_node *root)
{
    for (size_t i = 0; i < root->entries.count; i++)
        br_yaml_release(&root->entries.items[i]);
    free(root->entries.items);
    free(root->text);
    *root = (struct br_yaml_node){0};
}

const char *br_yaml_kind_name(const struct br_yaml_node *node)
{
    switch (node->kind) {
    case BR_YAML_SEQUENCE:
        return "a list";
    case BR_YAML_MAPPING:
        return "a mapping";
    case BR_YAML_SCALAR:
    case BR_YAML_REFUSED:
        break;
    }
    return "a text";
}

#if !BR_HAS_YAML
bool br_yaml_read(const char *data, size_t size, const struct br_yaml_kind_of_file *file,
                  struct br_yaml_node *root, struct br_placed *mistakes)
{
    (void)data;
    (void)size;
    *root = (struct br_yaml_node){0};
    br_placed_add(mistakes, (struct br_place){0}, "this build of benchrun has no %s (%s); %s",
                  file->plural, BR_ABSENCE_YAML, file->absent);
    return false;
}
#endif
