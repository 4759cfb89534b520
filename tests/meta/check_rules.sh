#!/bin/bash
# Every rule of rules/ is built and run on its sample events; the rows must be the expected ones (compared as JSON, in
# order, by kqtest). Options for the run stand in rules/<name>.args. Where rules/<name>.alerts.ndjson exists, the alerts
# must hold what it says (it may leave keys out).
set -u
cd "${SOURCE_DIR:?}" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0
# By default kqlc links with musl-gcc where it can; under clang the detectors are to be clang's too.
with=()
case $(basename "${CC:-cc}") in clang*) with=(--cc "$CC") ;; esac
for rule in rules/*.yaml; do
    name=$(basename "$rule" .yaml)
    case $name in *.test) continue ;; esac
    if [ ! -e "rules/$name.expected.ndjson" ]; then
        echo "rules/$name.expected.ndjson is missing" >&2
        status=1
        continue
    fi
    args=$(cat "rules/$name.args" 2> /dev/null)
    "${KQLC:?}" build "${with[@]}" -o "$tmp/$name" "$rule" || { status=1; continue; }
    for extra in "" "--no-prefilter" "--chunk-size 1" "--chunk-size 7 --no-prefilter"; do
        # shellcheck disable=SC2086 — options are words
        if ! "$tmp/$name" --rows $args $extra "rules/$name.events.ndjson" > "$tmp/$name.out" 2> "$tmp/$name.err"; then
            cat "$tmp/$name.err" >&2
            echo "$name: the detector failed ($args $extra)" >&2
            status=1
        elif ! "${BUILD_DIR:?}/bin/kqtest" --compare "rules/$name.expected.ndjson" "$tmp/$name.out"; then
            echo "$name: other rows than expected ($args $extra)" >&2
            status=1
        fi
    done
    [ -e "rules/$name.alerts.ndjson" ] || continue
    # shellcheck disable=SC2086
    if ! "$tmp/$name" --alerts $args "rules/$name.events.ndjson" > "$tmp/$name.out" 2> "$tmp/$name.err" ||
        ! "$BUILD_DIR/bin/kqtest" --subset "rules/$name.alerts.ndjson" "$tmp/$name.out"; then
        echo "$name: other alerts than expected" >&2
        status=1
    fi
done
exit $status
