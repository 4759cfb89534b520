#!/bin/bash
# The README's table of what is supported is what `kqlc list --format markdown` prints. UPDATE=1 writes it.
set -u
readme=${SOURCE_DIR:?}/README.md kqlc=${KQLC:?}
table=$(mktemp)
trap 'rm -f "$table" "$table.new"' EXIT
"$kqlc" list --format markdown > "$table" || exit 1
awk -v table="$table" '
    /^<!-- kqlc list --format markdown -->$/ { print; while ((getline line < table) > 0) print line; skip = 1; next }
    /^<!-- end -->$/ { skip = 0 }
    !skip' "$readme" > "$table.new"
if [ "${UPDATE:-}" = 1 ]; then
    cp "$table.new" "$readme"
else
    diff -u "$readme" "$table.new" || { echo "README.md is stale: UPDATE=1 tests/meta/check_readme.sh" >&2; exit 1; }
fi
