#!/usr/bin/env bash
# Instructions: counts of planted loops are exact, the same in every process, split by stage and
# without waiting; where valgrind is missing the rest of the run is intact.
. "$(dirname "$0")/common.sh"

# A pass that only this program reads: the counts of a saved profile, by a Python expression over
# `results` (those of the pass) and `first` (its first).
counts() {
    python3 - "$1" "$2" <<'EOF'
import json, sys
every = json.load(open("profiles/%s.json" % sys.argv[1]))["results"]
results = [result for result in every if result["pass"] == "instructions"]
first = results[0]["instructions"]
stages = {stage["path"]: stage["instructions"] for stage in first.get("stages", [])}
def require(condition, *shown):
    if not condition:
        sys.exit("FAILED: %s: %s" % (sys.argv[2], shown))
exec(sys.argv[2])
EOF
}

# Optimised, so that marks take no more instructions around them than in measured code.
BENCHRUN_CC="${BENCHRUN_CC:-cc} -O2" plugin planted <<EOF
$plugin_frame
#include <benchrun/stage.h>
#include <stdlib.h>
struct worker {
    struct br_stages *stages;
    uint64_t steps;
    uint32_t large, middle, small, half;
};
/* Two instructions per step, whatever the compiler thinks of it. */
static void spin(uint64_t steps)
{
#if defined(__x86_64__)
    __asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(steps)::"cc");
#elif defined(__aarch64__)
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(steps)::"cc");
#endif
}
static int open_planted(const struct br_harness *harness, void **state, char *message, size_t size)
{
    uint64_t *steps = malloc(sizeof *steps);
    (void)message, (void)size;
    *steps = harness->option_number(harness, "steps");
    *state = steps;
    return 0;
}
static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    struct worker *own = malloc(sizeof *own);
    *own = (struct worker){
        .stages = context->stages,
        .steps = *(uint64_t *)state,
        .large = br_stage_declare(context->stages, "large"),
        .middle = br_stage_declare(context->stages, "middle"),
        .small = br_stage_declare(context->stages, "small"),
        .half = br_stage_declare(context->stages, "half"),
    };
    *worker = own;
    return 0;
}
static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    const struct worker *own = worker;
    (void)record;
    br_stage_begin(own->stages, own->large);
    spin(own->steps * 35);
    br_stage_begin(own->stages, own->half);
    spin(own->steps * 35);
    br_stage_end(own->stages, own->half);
    br_stage_end(own->stages, own->large);
    br_stage_begin(own->stages, own->middle);
    spin(own->steps * 20);
    br_stage_end(own->stages, own->middle);
    br_stage_begin(own->stages, own->small);
    spin(own->steps * 10);
    br_stage_end(own->stages, own->small);
    outcome->witness = size;
}
static const struct br_option options[] = {
    {.name = "steps", .kind = BR_OPTION_COUNT, .default_value = "20", .minimum = 1}, {.name = NULL}};
PLUGIN(.name = "planted", .format = "lines", .options = options, .open = open_planted,
       .worker_begin = begin, .process = process, .worker_end = free, .close = free);
EOF
seq 1000 >input
planted=(--workload ./planted.so --input input --sizes 1000)

# ---- without valgrind ----

# Nothing is on this PATH, and the program is called by its path.
mkdir bare
[[ $BENCHRUN == /* ]] || fail "BENCHRUN is not absolute"
status=0
PATH=$work/bare "$BENCHRUN" "${planted[@]}" --passes verify,instructions --save bare >output \
    2>messages || status=$?
[ "$status" -eq 0 ] || fail "without valgrind the run ended with $status"
"$BENCHRUN" list >listed
if ! prints 'this build has a sanitizer\|built without valgrind' tr -s ' \n' ' ' <listed; then
    has output 'valgrind is not installed: apt-get install valgrind'
    counts bare 'require(first["reason"].startswith("valgrind is not installed"), first)'
fi
counts bare 'require(all(result["ok"] for result in every), every)'
counts bare 'require(first["state"] == "unsupported" and first["instructions"] == 0, first)'

# One that gives up says why, and the run repeats it. (Where none is used, this one is not, either.)
mkdir gives-up
cat >gives-up/valgrind <<'EOF'
#!/bin/sh
[ "$1" = --version ] && echo valgrind-3.0.0 && exit
echo 'valgrind:  Fatal error at startup: a function redirection' >&2
echo 'valgrind:  cannot be set up.' >&2
exit 1
EOF
chmod +x gives-up/valgrind
status=0
PATH=$work/gives-up:$PATH "$BENCHRUN" "${planted[@]}" --passes verify,instructions --save gives-up \
    >output 2>messages || status=$?
if ! prints 'this build has a sanitizer\|built without valgrind' tr -s ' \n' ' ' <listed; then
    [ "$status" -eq 1 ] || fail "with a valgrind that gives up the run ended with $status"
    tr -s ' \n' ' ' <output >joined
    has joined "valgrind says: Fatal error at startup: a function redirection cannot be set up."
fi

needs_planted_instructions

# ---- known loops ----

for steps in 20 40; do
    expect 0 "${planted[@]}" --passes verify,instructions -O steps=$steps --save "steps-$steps"
    counts "steps-$steps" 'require(all(result["ok"] for result in every) and len(results) == 2)'
    counts "steps-$steps" 'require(first["state"] == "counted" and first["records"] == 1000, first)'
    counts "steps-$steps" '
seen = [result["instructions"]["instructions"] for result in results]
require(max(seen) - min(seen) <= 1e-5 * min(seen), seen)'
done
python3 - <<'EOF' || fail 'twice the loop is not twice the count'
import json, sys
def count(steps):
    every = json.load(open("profiles/steps-%d.json" % steps))["results"]
    return next(r for r in every if r["pass"] == "instructions")["instructions"]["instructions"]
# 100 times 20 steps more in each of 1000 records, two instructions each.
grown = count(40) - count(20)
print("grown by", grown)
sys.exit(grown != 1000 * 100 * 20 * 2)
EOF
has output Instructions
has reports/single/planted.md 'process.large.half'

# ---- stages: 70, 20 and 10 of 100, half of the first in a stage of its own ----

counts steps-40 '
for path, share, marks in (("large", 70, 2), ("large.half", 35, 1), ("middle", 20, 1),
                           ("small", 10, 1)):
    # What stands between two marks to call them and the loop: a dozen instructions.
    beyond = stages["process." + path] - 1000 * share * 40 * 2
    require(abs(beyond) <= 1000 * 12 * marks, path, beyond)
top = sum(stages[path] for path in stages if "." not in path)
require(abs(first["instructions"] - top) <= 0.01 * first["instructions"], top, first)'

# ---- fewer records than the size ----

expect 0 "${planted[@]}" --passes verify,throughput,instructions --instruction-records 130 \
    --samples 2 --sample-time 1ms --replicates 1 --save short
counts short 'require(all(result["ok"] for result in every), every)'
counts short 'require(first["records"] == 130 and first["shortened"], first)'
counts short 'require(results[0]["work"]["records"] == 130, results[0]["work"])'
counts short 'require(every[0]["work"]["records"] == 1000, every[0]["work"])'

# ---- workers ----

for strategy in partition dynamic queue; do
    expect 0 --mode concurrent --strategy $strategy --threads 2 --batch 4 --chunk 4 "${planted[@]}" \
        --passes verify,instructions -O steps=40 --save "$strategy"
    counts "$strategy" 'require(all(result["ok"] for result in every) and len(results) == 3, every)'
    counts "$strategy" '
for result in results:
    counted = result["instructions"]
    require(counted["waiting_instructions"] > 0, counted)
    # The loops, and at most a tenth for framing, hand-over and the harness.
    require(8000000 <= counted["instructions"] <= 8800000, counted)'
done
# Who has nothing to do but wait does no work: the stages of the queue in which threads wait.
counts queue '
for path in ("wait", "pop"):
    require(stages[path] <= 0.01 * first["instructions"], path, stages)'
