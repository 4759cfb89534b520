#!/bin/bash
# The seed rule's rows equal those of an independent implementation on generated events: several seeds, at 0.5 %, 10 %
# and 100 % matching records, with all chunk sizes, with and without the prefilter. Needs the shared bench folder
# (generator, oracle, comparer) and Python; says SKIPPED by name and ends with 77 without them.
set -u
bench=${SHARED_DIR:?}/bench
for need in "$bench/gen.c" "$bench/oracle.py" "$bench/check.py"; do
    [ -e "$need" ] || { echo "SKIPPED: $need is not there"; exit 77; }
done
command -v python3 > /dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
cd "${SOURCE_DIR:?}" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"${CC:-cc}" -O2 -o "$tmp/gen" "$bench/gen.c" -lm || exit 1
# By default kqlc links with musl-gcc where it can; under clang the detector is to be clang's too.
with=()
case $(basename "${CC:-cc}") in clang*) with=(--cc "$CC") ;; esac
"${KQLC:?}" build "${with[@]}" -o "$tmp/detector" rules/RunCommandUEBABreach.yaml || exit 1

status=0
runs=0
now=2025-06-03T00:59:00Z
compare() { # events oracle options...
    local events=$1 oracle=$2
    shift 2
    "$tmp/detector" --rows --format ndjson --now $now "$@" "$events" > "$tmp/out" 2> "$tmp/err" || { cat "$tmp/err" >&2; echo "failed: $* $events" >&2; status=1; return; }
    python3 "$bench/check.py" "$tmp/out" "$oracle" > "$tmp/check" 2>&1 || { echo "differs: $* $events" >&2; cat "$tmp/check" >&2; status=1; }
    runs=$((runs + 1))
}
one() { # seed bytes match chunk-sizes
    "$tmp/gen" -b "$2" -s "$1" -m "$3" -o "$tmp/events.ndjson" > /dev/null 2>&1 || { echo "gen failed" >&2; status=1; return; }
    python3 "$bench/oracle.py" "$tmp/events.ndjson" "$tmp/oracle" > /dev/null || { echo "oracle failed" >&2; status=1; return; }
    for chunk in $4; do
        compare "$tmp/events.ndjson" "$tmp/oracle" --chunk-size "$chunk"
        compare "$tmp/events.ndjson" "$tmp/oracle" --chunk-size "$chunk" --no-prefilter
    done
}
for match in 0.005 0.1 1; do
    for seed in ${SEEDS:-1 2 3}; do
        one $seed 262144 $match "1 7 4096 262144"
        one $seed 8388608 $match "4096 262144"
    done
done
echo "$runs runs compared"
exit $status
