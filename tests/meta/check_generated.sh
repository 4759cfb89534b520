#!/bin/bash
# generated/ holds exactly what kqlc makes of rules/ today.
set -u
cd "${SOURCE_DIR:?}" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0
for rule in rules/*.yaml; do
    name=$(basename "$rule" .yaml)
    case $name in *.test) continue ;; esac
    if ! "${KQLC:?}" emit -o "$tmp/$name.c" "$rule"; then
        status=1
    elif ! diff -u "generated/$name.c" "$tmp/$name.c"; then
        echo "generated/$name.c is stale: kqlc emit -o generated/$name.c $rule" >&2
        status=1
    fi
done
for file in generated/*.c; do
    [ -e "$file" ] || continue
    [ -e "rules/$(basename "$file" .c).yaml" ] || { echo "$file has no rule" >&2; status=1; }
done
exit $status
