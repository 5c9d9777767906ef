#!/usr/bin/env bash
# scripts/at-commit on a scratch repository: which code is measured, what is refused, what is left.
. "$(dirname "$0")/common.sh"

command -v git >/dev/null || {
    printf 'skipped: git is not installed\n'
    exit 77
}
# Nobody's settings of git.
export HOME=$work GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export CC=${BENCHRUN_CC:-cc} CFLAGS='-O2 -D_GNU_SOURCE' BENCHRUN

at() {
    local expected=$1 status=0
    shift
    "$BENCHRUN_SOURCE_DIR/scripts/at-commit" "$@" >output 2>messages || status=$?
    [ "$status" -eq "$expected" ] || {
        tail -n 40 output messages >&2
        fail "at-commit $* ended with $status, not $expected"
    }
}

# A library of one function and a plug-in over it. Its witness tells which version was at work.
mkdir -p repository/bench
git -C repository init -q
version() {
    printf '#define WORK(size) ((size) * %s)\n/* %s */\n' "$1" "$2" >repository/library.h
    git -C repository add -A
    git -C repository commit -qm "$2"
}
{
    printf '#include "library.h"\n%s\n' "$plugin_frame"
    cat <<'C'
static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = WORK(size);
}
PLUGIN(.name = "lines", .process = process);
C
} >repository/bench/lines.c
version 1 'the first'
first=$(git -C repository rev-parse HEAD)
version 2 'the second'
git -C repository tag second
version 2 'the second, in other words'
seq 1000 >input

few=(--input input --sizes 500 --samples 2 --sample-time 1ms --replicates 2 --time-budget 20s
    --passes verify,throughput -q)
source=(--repository repository --plugin bench/lines.c)

# A freeze measures the old code and says so; the working tree may be in any state.
printf '#error unfinished\n' >>repository/library.h
at 0 "${source[@]}" "$first" freeze old "${few[@]}"
at 0 "${source[@]}" second freeze part/new "${few[@]}"
python3 - "$first" <<'PY' || fail 'another commit was measured'
import json, sys
old, new = (json.load(open(f"profiles/{name}.json")) for name in ("old", "part/new"))
assert old["environment"]["commit"] == sys.argv[1], old["environment"]
assert not old["environment"].get("dirty"), old["environment"]
assert new["environment"]["commit"] != sys.argv[1]
witness = [int(p["results"][0]["work"]["witness"], 16) for p in (old, new)]
assert witness[1] == 2 * witness[0] > 0, witness
PY
[ -s profiles/old.truth.json ] || fail 'a freeze without its truth'
git -C repository checkout -q library.h

# ab holds it to the working tree, which here does the same work as the second and other work than
# the first.
pairs=(--input input --sizes 500 --sample-time 1ms --samples 2 --pairs-max 3 --time-budget 5s -q)
at 0 "${source[@]}" second ab "${pairs[@]}" --save trial
has profiles/trial.ab.json 'lines-working-tree.so'
has profiles/trial.ab.json "lines-$(git -C repository rev-parse --short=12 second).so"
at 1 "${source[@]}" "$first" ab "${pairs[@]}"
has messages "different work: witness"

# A build of the repository's own, and a plug-in that is younger than the commit.
cat >repository/build.sh <<'SH'
"$CC" $CFLAGS -fPIC -shared -I "$BENCHRUN_INCLUDE" -I . "$WORKING_TREE/bench/lines.c" -o made.so
SH
at 0 --repository repository --plugin made.so --build "sh '$work/repository/build.sh'" "$first" \
    freeze built "${few[@]}"
python3 - <<'PY' || fail 'the build took other code'
import json
old, built = (json.load(open(f"profiles/{name}.json")) for name in ("old", "built"))
assert old["results"][0]["work"]["witness"] == built["results"][0]["work"]["witness"]
PY

# ---- refusals ----

for bad in "absent" "-x" "$first^{tree}" "HEAD~99"; do
    at 2 "${source[@]}" "$bad" ab
done
at 2 "${source[@]}" absent ab
has messages "there is no commit 'absent'"
at 2 "${source[@]}"
at 2 "${source[@]}" second
at 2 "${source[@]}" second run
has messages 'neither ab nor freeze'
at 2 --repository repository second ab
has messages '--plugin is missing'
at 2 --repository / --plugin x.c HEAD ab
has messages 'is in no git repository'
for bad in /x.c ../x.c a/../../x.c lines.so; do
    at 2 --repository repository --plugin "$bad" second ab
done
at 2 --repository repository --plugin absent.c second ab
has messages 'has no absent.c'
at 1 --repository repository --plugin made.so --build false second ab
has messages 'cannot be built'
at 1 --repository repository --plugin absent.so --build true second ab
has messages 'made no absent.so'
at 2 --repository repository --plugin library.c --build '' second ab
has messages '--build needs a value'
at 2 "${source[@]}" second freeze references/x "${few[@]}"
at 2 "${source[@]}" second freeze
BENCHRUN=/absent at 2 "${source[@]}" second ab
has messages 'there is no program /absent'
printf '#error unfinished\n' >>repository/library.h
at 1 "${source[@]}" second ab "${pairs[@]}"
has messages 'the plug-in of working-tree cannot be built'
has messages 'unfinished'
git -C repository checkout -q library.h

# Nothing is left but the plug-ins that profiles name.
[ "$(git -C repository worktree list | wc -l)" -eq 1 ] || fail 'a worktree was left behind'
rm -f repository/build.sh repository/made.so
[ -z "$(git -C repository status --porcelain)" ] || fail 'the working tree was changed'
[ -z "$(find repository/.git/at-commit -type f ! -name '*.so')" ] || fail 'half a plug-in was left'
