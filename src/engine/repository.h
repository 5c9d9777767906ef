/*
 * The git repository a run was started in: for provenance.
 */
#ifndef BR_ENGINE_REPOSITORY_H
#define BR_ENGINE_REPOSITORY_H

#include <stdbool.h>

/* The commit checked out in the current folder's repository (free it) and whether tracked files
 * differ from it. NULL outside a repository, where there is no git program, and where git does not
 * say within 2 s whether files differ: a commit that may not be what ran is no provenance. Waits at
 * most 4 s. */
void br_repository_read(char **commit, bool *dirty);

/* Who works here: git's user.name, else $USER, else "unknown". Free it. */
char *br_repository_user(void);

#endif
