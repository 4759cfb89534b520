#!/bin/bash
# Every rule of rules/ is built and run on its sample events; the rows or alerts must be the expected ones, byte for
# byte. Options for the run stand in rules/<name>.args, or after "args:" in the rule's first comment line.
set -u
cd "${SOURCE_DIR:?}" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0
for rule in rules/*.yaml; do
    name=$(basename "$rule" .yaml)
    case $name in *.test) continue ;; esac
    if [ ! -e "rules/$name.expected.ndjson" ]; then
        echo "rules/$name.expected.ndjson is missing" >&2
        status=1
        continue
    fi
    if [ -e "rules/$name.args" ]; then
        args=$(cat "rules/$name.args")
    else
        args=$(sed -n '/^#.*args:/{s/.*args: *//p;q;}' "$rule")
    fi
    "${KQLC:?}" build -o "$tmp/$name" "$rule" || { status=1; continue; }
    for extra in "" "--no-prefilter" "--chunk-size 1" "--chunk-size 7 --no-prefilter"; do
        # shellcheck disable=SC2086 — options are words
        if ! "$tmp/$name" $args $extra "rules/$name.events.ndjson" > "$tmp/$name.out"; then
            echo "$name: the detector failed ($args $extra)" >&2
            status=1
        elif ! diff -u "rules/$name.expected.ndjson" "$tmp/$name.out"; then
            echo "$name: other rows than expected ($args $extra)" >&2
            status=1
        fi
    done
done
exit $status
