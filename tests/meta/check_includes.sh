#!/bin/bash
# The runtime includes nothing of the compiler, and checked-in generated C includes <kq/kq.h> alone.
set -u
cd "${SOURCE_DIR:?}" || exit 1
status=0

names=$(find compiler -name '*.h' -printf '%f\n' | sort -u)
while read -r file; do
    while read -r header; do
        if grep -qxF "$header" <<< "$names" && ! find runtime -name "$header" | grep -q .; then
            echo "$file includes the compiler's $header" >&2
            status=1
        fi
    done < <(sed -nE 's/^ *# *include *"([^"]*)".*/\1/p' "$file" | sed 's@.*/@@')
    if grep -nE '# *include.*compiler/' "$file" >&2; then status=1; fi
done < <(find runtime -name '*.[ch]')

for file in generated/*.c tests/golden/*.c; do
    [ -e "$file" ] || continue
    includes=$(grep -E '^ *# *include' "$file")
    if [ "$includes" != "#include <kq/kq.h>" ]; then
        echo "$file includes more or less than <kq/kq.h>: $includes" >&2
        status=1
    fi
done

# Header names are unique over the tree, since folders are flat in the include path.
twice=$(find compiler runtime -name '*.h' -printf '%f\n' | sort | uniq -d)
if [ -n "$twice" ]; then
    echo "header names used twice: $twice" >&2
    status=1
fi
exit $status
