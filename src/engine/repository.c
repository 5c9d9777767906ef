/* Asking git about the current folder; see repository.h. */
#include "engine/repository.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"

#define GIT_TIMEOUT_NS 2000000000u

static char *read_back(int descriptor)
{
    char buffer[256];
    ssize_t size = pread(descriptor, buffer, sizeof buffer - 1, 0);
    if (size < 0)
        return NULL;
    buffer[size] = '\0';
    buffer[strcspn(buffer, "\n")] = '\0';
    return br_string_copy(buffer);
}

/* First line of what a git command prints; NULL when it fails. */
static char *ask(const char *git, const char *const *arguments)
{
    const char *all[8] = {git};
    for (size_t i = 0; i < 6 && arguments[i] != NULL; i++)
        all[i + 1] = arguments[i];
    int output = br_os_memory_file("git", NULL);
    if (output < 0)
        return NULL;
    struct br_process process;
    struct br_process_request request = {.arguments = all, .output_descriptor = output};
    int status = -1;
    char *line = NULL;
    if (br_os_spawn(&request, &process, NULL) == 0) {
        if (br_os_wait(&process, GIT_TIMEOUT_NS, &status) != 1)
            br_os_kill(&process);
        else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            line = read_back(output);
    }
    close(output);
    return line;
}

void br_repository_read(char **commit, bool *dirty)
{
    char *git = br_os_find_program("git");
    *commit = NULL;
    *dirty = false;
    if (git == NULL)
        return;
    char *head = ask(git, (const char *[]){"rev-parse", "HEAD", NULL});
    char *changes =
        head == NULL
            ? NULL
            : ask(git, (const char *[]){"status", "--porcelain", "--untracked-files=no", NULL});
    if (changes != NULL) {
        *commit = head;
        *dirty = changes[0] != '\0';
    } else {
        free(head);
    }
    free(changes);
    free(git);
}

char *br_repository_user(void)
{
    char *git = br_os_find_program("git");
    char *name = git != NULL ? ask(git, (const char *[]){"config", "user.name", NULL}) : NULL;
    const char *user = getenv("USER");
    free(git);
    if (name != NULL && name[0] != '\0')
        return name;
    free(name);
    return br_string_copy(user != NULL && user[0] != '\0' ? user : "unknown");
}
