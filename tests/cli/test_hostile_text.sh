#!/usr/bin/env bash
# Foreign text (file names, options, what a plug-in says of itself, its reasons and what it prints,
# bytes of records) reaches neither terminal nor JSON nor Markdown as it stands.
. "$(dirname "$0")/common.sh"

# A terminal's commands, Markdown's and JSON's own characters, bytes that are no UTF-8, letters that
# turn the direction of text around, and what a shell would run.
hostile=$'\e[31mred\e[0m\x07\r|`<b>*_[x](y)"\\}\xff\xc3\xe2\x80\xae$(id)'

plugin hostile <<C
$plugin_frame
#include <stdio.h>
#include <stdlib.h>
static const unsigned char text[] = {$(printf '%s' "$hostile" | od -An -v -tu1 | tr -s ' \n' ',' | sed 's/^,//;s/,$//'), 0};
#define TEXT ((const char *)text)
static const char *reasons[] = {"?", NULL};
static const char *libraries[] = {"?", NULL};
static struct br_option options[] = {{.name = "level", .kind = BR_OPTION_TEXT},
                                     {.name = "choice", .kind = BR_OPTION_CHOICE},
                                     {.name = NULL}};
static const char *choices[] = {"?", NULL};
static int open_it(const struct br_harness *harness, void **state, char *message, size_t size)
{
    (void)state;
    snprintf(message, size, "%s", TEXT);
    return harness->option_number(harness, "choice") == 0 && strcmp(harness->option_text(harness, "level"), "fail") == 0 ? -1 : 0;
}
static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    (void)worker;
    uint32_t stage = br_stage_declare(context->stages, TEXT);
    br_stage_begin(context->stages, stage);
    br_stage_end(context->stages, stage);
    if (context->digest == NULL && strcmp(context->harness->option_text(context->harness, "level"), "die") == 0) {
        fprintf(stderr, "%s\n\`\`\`\n# not a heading\n", TEXT);
        abort();
    }
    return 0;
}
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker;
    outcome->reason = record[0] == '1';
    outcome->witness = size;
}
#undef PLUGIN
struct br_workload benchrun_workload = {.abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload), .name = "hostile", .summary = TEXT, .format = TEXT,
    .options = options, .reasons = reasons, .libraries = libraries, .open = open_it,
    .worker_begin = begin, .frame = frame, .process = process};
__attribute__((constructor)) static void fill(void)
{
    reasons[0] = libraries[0] = choices[0] = TEXT;
    options[0].help = options[0].default_value = options[1].help = options[1].default_value = TEXT;
    options[1].choices = choices;
}
C

# No output has a byte that a terminal acts on, a letter that turns text around, or broken UTF-8.
clean() {
    local file
    for file in "$@"; do
        python3 - "$file" <<'PYTHON' || fail "$file has foreign text as it stands"
import sys
data = open(sys.argv[1], "rb").read()
text = data.decode()
bad = [c for c in text if (ord(c) < 32 and c not in "\n\t") or ord(c) == 127
       or 0x80 <= ord(c) < 0xa0 or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
sys.exit(f"{sys.argv[1]}: {bad[:5]}" if bad else 0)
PYTHON
    done
}

# Every output for people is clean; JSON is JSON, and has the text in it for whoever wants it.
check_outputs() {
    clean output messages
    expect 0 show "$1"
    clean output messages
    has output '\x1b[31m'
    expect 0 show "$1" --format markdown
    clean output messages
    python3 - <<'PYTHON' || fail 'foreign text is Markdown of ours'
import re
fence = None
for line in open("output"):
    mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
    if fence is None and mark:
        fence = mark[1]
    elif fence is not None and line.strip() == fence:
        fence = None
    elif fence is None:
        assert not line.startswith("# not a heading"), line
        assert not re.search(r"(?<!\\)<b>", re.sub(r"`+[^`]*`+", "", line)), line
assert fence is None
PYTHON
    expect 0 show "$1" --json
    python3 -c 'import json; json.load(open("output"))' || fail 'no JSON'
    clean output
}

folder="work $hostile"
folder=${folder//\//}
mkdir "$folder"
mv hostile.so "$folder/hostile $hostile.so"
seq 300 >"$folder/lines $hostile"
workload="./$folder/hostile $hostile.so"
input="$folder/lines $hostile"

expect 0 list --workload "$workload"
clean output messages
has output '\x1b[31m'
expect 0 list --workload "$workload" --json
python3 -c 'import json; json.load(open("output"))' || fail 'no JSON'
clean output

expect 0 plan --workload "$workload" --input "$input" -O "level=$hostile"
clean output messages

expect 0 run --workload "$workload" --input "$input" -O "level=$hostile" "${tiny[@]}" --out "$folder"
clean output messages "$folder"/reports/*/*.md
expect 0 run --workload "$workload" --input "$input" -O "level=$hostile" "${tiny[@]}" \
    --mode concurrent --threads 2 --passes verify,stages --save named
check_outputs profiles/named.json
clean reports/*/*.md

# What fails: a pass, the whole run, the command line.
expect 1 run --workload "$workload" --input "$input" -O level=die "${tiny[@]}" --save died
has messages failed
check_outputs profiles/died.json
expect 1 run --workload "$workload" --input "$input" -O level=fail "${tiny[@]}" --save none
clean output messages
for arguments in "--workload=$hostile" "--workload=./$hostile" "--input=$hostile" "--mode=$hostile" \
    "--sizes=$hostile" "--passes=$hostile" "--save=$hostile" "--timeout=$hostile" "-O$hostile=1" \
    "-Olevel$hostile=1" "-Ochoice=$hostile" "--$hostile" "--memory-limit=$hostile" \
    "--suite=$hostile"; do
    status=0
    "$BENCHRUN" run --workload "$workload" "$arguments" >output 2>messages || status=$?
    [ "$status" -ne 0 ] || fail "accepted $arguments"
    clean output messages
done
for words in "$hostile" "show" "generate"; do
    status=0
    "$BENCHRUN" "$words" "$hostile" -o "$hostile/x" >output 2>messages || status=$?
    clean output messages
done
expect 2 show "$hostile"
clean output messages
