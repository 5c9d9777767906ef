/* Small files of /proc and /sys under a root, and the lists of CPUs in them. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "measure/doctor_private.h"

char *br_doctor_line(const char *root, const char *format, ...)
{
    struct br_text path = {0};
    va_list arguments;
    br_text_append(&path, root);
    va_start(arguments, format);
    br_text_format_list(&path, format, arguments);
    va_end(arguments);
    char *line = br_os_read_line(br_text_string(&path));
    br_text_release(&path);
    if (line != NULL && line[0] == '\0') {
        free(line);
        line = NULL;
    }
    return line;
}

char *br_doctor_text(const char *root, const char *path)
{
    char *whole = br_string_format("%s%s", root, path);
    char *text = NULL;
    size_t size;
    if (br_os_read_file(whole, &text, &size, NULL) != 0)
        text = NULL;
    free(whole);
    return text;
}

bool br_doctor_number(const char *root, const char *path, long long *number)
{
    char *line = br_doctor_line(root, "%s", path);
    char *end = line;
    if (line != NULL)
        *number = strtoll(line, &end, 10);
    bool is_number = end != line;
    free(line);
    return is_number;
}

bool br_doctor_keyed(const char *text, const char *key, unsigned long long *number)
{
    size_t size = strlen(key);
    while (text != NULL && strncmp(text, key, size) != 0) {
        text = strchr(text, '\n');
        text = text != NULL ? text + 1 : NULL;
    }
    if (text == NULL)
        return false;
    const char *digits = text + size + strspn(text + size, ": \t");
    *number = strtoull(digits, NULL, 10);
    return *digits >= '0' && *digits <= '9';
}

bool br_doctor_cpu_list(const char *list, bool set[BR_DOCTOR_CPUS])
{
    memset(set, 0, BR_DOCTOR_CPUS * sizeof set[0]);
    bool any = false;
    while (list != NULL && *list >= '0' && *list <= '9') {
        char *end;
        unsigned long low = strtoul(list, &end, 10);
        unsigned long high = *end == '-' ? strtoul(end + 1, &end, 10) : low;
        for (unsigned long cpu = low; cpu <= high && cpu < BR_DOCTOR_CPUS; cpu++)
            any = set[cpu] = true;
        list = *end == ',' ? end + 1 : NULL;
    }
    return any;
}

size_t br_doctor_allowed(const char *root, bool set[BR_DOCTOR_CPUS])
{
    static const char key[] = "\nCpus_allowed_list:";
    char *status = br_doctor_text(root, "/proc/self/status");
    const char *line = status != NULL ? strstr(status, key) : NULL;
    size_t count = 0;
    if (line != NULL) {
        line += sizeof key - 1;
        br_doctor_cpu_list(line + strspn(line, " \t"), set);
        for (size_t cpu = 0; cpu < BR_DOCTOR_CPUS; cpu++)
            count += set[cpu];
    }
    free(status);
    return count;
}
