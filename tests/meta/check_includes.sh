#!/bin/bash
# The runtime includes nothing of the compiler, and checked-in generated C includes <kq/kq.h> alone, and <kq/regex.h>
# where it links runtime/re.
set -u
cd "${SOURCE_DIR:?}" || exit 1
status=0

# Headers that only the compiler has; a runtime file that names one (with or without a folder) is wrong.
theirs=$(comm -23 <(find compiler -name '*.h' -printf '%f\n' | sort -u) <(find runtime -name '*.h' -printf '%f\n' | sort -u))
while IFS= read -r line; do
    header=$(sed -E 's/.*#[^"]*"([^"]*)".*/\1/; s@.*/@@' <<< "$line")
    if grep -qxF -- "$header" <<< "$theirs" || [[ $line == *compiler/* ]]; then
        echo "$line: a header of the compiler" >&2
        status=1
    fi
done < <(grep -rnE --include='*.[ch]' '^ *# *include *"' runtime)

for file in generated/*.c tests/golden/*.c; do
    [ -e "$file" ] || continue
    includes=$(grep -E '^ *# *include' "$file" | grep -vxF '#include <kq/regex.h>')
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
