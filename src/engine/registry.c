/* Finding workloads and modes by name, loading plug-ins by path; see registry.h. */
#include "engine/registry.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "engine/harness.h"

bool br_registry_is_path(const char *name)
{
    return strchr(name, '/') != NULL;
}

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "";
}

static int unknown_workload(const struct br_registry *registry, const char *name,
                            struct br_error *error)
{
    const char *names[64] = {NULL};
    struct br_text list = {0};
    for (size_t i = 0; i < 63 && registry->workloads[i] != NULL; i++) {
        names[i] = registry->workloads[i]->name;
        br_text_format(&list, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *near = br_string_nearest(name, names);
    int status = br_error_set(
        error, BR_ERROR_USAGE,
        "no workload is called '%s'%s%s%s; there are %s; a plug-in is named by a path with a slash",
        name, near != NULL ? ": did you mean '" : "", or_dash(near), near != NULL ? "'?" : "",
        br_text_string(&list));
    br_text_release(&list);
    return status;
}

static const struct br_absence *find_absence(const struct br_registry *registry, const char *name)
{
    const struct br_absence *absence = registry->absences;
    for (; absence != NULL && absence->name != NULL; absence++)
        if (absence->is_workload && strcmp(absence->name, name) == 0)
            return absence;
    return NULL;
}

static bool is_name(const char *name)
{
    size_t length = name != NULL ? strlen(name) : 0;
    return length > 0 && length < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
               length;
}

/* Version and size are looked at before anything else of the plug-in is. */
static int check_plugin(const char *path, const struct br_workload *workload,
                        struct br_error *error)
{
    if (workload->abi_version != BR_WORKLOAD_ABI_VERSION)
        return br_error_set(error, BR_ERROR_INPUT,
                            "plug-in %s has ABI version %u, this benchrun speaks version %u: build "
                            "it again with this benchrun's headers%s",
                            path, workload->abi_version, BR_WORKLOAD_ABI_VERSION,
                            workload->abi_version > BR_WORKLOAD_ABI_VERSION
                                ? ", or use the newer benchrun that it was built for"
                                : "");
    if (workload->struct_size != sizeof(struct br_workload))
        return br_error_set(error, BR_ERROR_INPUT,
                            "plug-in %s says its struct br_workload has %u bytes, ABI version %u "
                            "has %zu: set struct_size to sizeof(struct br_workload) and build it "
                            "again",
                            path, workload->struct_size, BR_WORKLOAD_ABI_VERSION,
                            sizeof(struct br_workload));
    if (!is_name(workload->name))
        return br_error_set(error, BR_ERROR_INPUT,
                            "plug-in %s has no usable name: use letters, digits, '-' and '_'",
                            path);
    if (workload->frame == NULL || workload->process == NULL)
        return br_error_set(error, BR_ERROR_INPUT, "plug-in %s lacks the callback '%s'", path,
                            workload->frame == NULL ? "frame" : "process");
    return 0;
}

/* A second malloc would make every allocation figure wrong without a sign of it. */
static bool defines_malloc(void *handle, const struct br_workload *workload)
{
    void *symbol = dlsym(handle, "malloc");
    Dl_info of_malloc;
    Dl_info of_plugin;
    return symbol != NULL && dladdr(symbol, &of_malloc) != 0 && dladdr(workload, &of_plugin) != 0 &&
           of_malloc.dli_fbase == of_plugin.dli_fbase;
}

static int load_plugin(const char *path, struct br_loaded *loaded, struct br_error *error)
{
    if (!br_os_file_exists(path))
        return br_error_set(error, BR_ERROR_INPUT, "plug-in %s does not exist: check the path",
                            path);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return br_error_set(error, BR_ERROR_INPUT, "plug-in %s cannot be loaded: %s", path,
                            dlerror());
    const struct br_workload *workload = dlsym(handle, BR_WORKLOAD_SYMBOL);
    int status = 0;
    if (workload == NULL)
        status = br_error_set(error, BR_ERROR_INPUT,
                              "%s is no benchrun plug-in: it does not export '%s'", path,
                              BR_WORKLOAD_SYMBOL);
    else
        status = check_plugin(path, workload, error);
    if (status == 0 && defines_malloc(handle, workload))
        status = br_error_set(error, BR_ERROR_INPUT,
                              "plug-in %s defines malloc: link it without an allocator of its own",
                              path);
    if (status < 0) {
        dlclose(handle);
        return status;
    }
    *loaded = (struct br_loaded){.workload = workload, .handle = handle};
    return 0;
}

int br_registry_load(const struct br_registry *registry, const char *name, struct br_loaded *loaded,
                     struct br_error *error)
{
    if (br_registry_is_path(name))
        return load_plugin(name, loaded, error);
    for (size_t i = 0; registry->workloads[i] != NULL; i++) {
        if (strcmp(registry->workloads[i]->name, name) == 0) {
            *loaded = (struct br_loaded){.workload = registry->workloads[i]};
            return 0;
        }
    }
    const struct br_absence *absence = find_absence(registry, name);
    if (absence != NULL)
        return br_error_set(error, BR_ERROR_USAGE,
                            "the workload %s is not in this build of benchrun: %s; 'benchrun list' "
                            "shows those that are",
                            name, absence->reason);
    return unknown_workload(registry, name, error);
}

void br_registry_unload(struct br_loaded *loaded)
{
    if (loaded->handle != NULL)
        dlclose(loaded->handle);
    *loaded = (struct br_loaded){0};
}

const struct br_mode *br_registry_mode(const struct br_registry *registry, const char *name)
{
    for (size_t i = 0; registry->modes[i] != NULL; i++) {
        if (strcmp(registry->modes[i]->name, name) == 0)
            return registry->modes[i];
    }
    return NULL;
}

static void unknown_option(const struct br_workload *workload, const char *name,
                           struct br_text *mistakes)
{
    const char *names[64] = {NULL};
    size_t count = 0;
    for (const struct br_option *option = workload->options;
         option != NULL && option->name != NULL && count < 63; option++)
        names[count++] = option->name;
    const char *near = br_string_nearest(name, names);
    br_text_append(mistakes, "-O ");
    br_text_append_visible(mistakes, name);
    br_text_format(mistakes, ": the workload %s has no such option", workload->name);
    if (near != NULL)
        br_text_format(mistakes, ": did you mean '%s'?", near);
    else
        br_text_append(mistakes, "; 'benchrun list' shows those it has");
    br_text_append(mistakes, "\n");
}

size_t br_registry_check_settings(const struct br_workload *workload,
                                  const struct br_settings *settings, struct br_text *mistakes)
{
    size_t count = 0;
    for (size_t i = 0; i < settings->count; i++) {
        const struct br_setting *setting = &settings->items[i];
        const struct br_option *option = br_harness_option(workload, setting->name);
        struct br_error error = {0};
        uint64_t number = 0;
        if (option == NULL) {
            unknown_option(workload, setting->name, mistakes);
            count++;
        } else if (br_harness_parse_option(option, setting->value, &number, &error) < 0) {
            br_text_format(mistakes, "-O %s: %s\n", setting->name, error.message);
            count++;
        }
    }
    return count;
}
