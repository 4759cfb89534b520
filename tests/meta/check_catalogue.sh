#!/bin/bash
# Every name of the catalogues has a case file that says it covers it, every doc page of a row is listed in
# doc_slugs.txt, and no row occurs twice (same name and argument types). A case file covers NAME when it is called
# NAME.case or has NAME on its "# covers:" line.
set -u
cd "${SOURCE_DIR:?}" || exit 1
status=0
bad() { echo "$*" >&2; status=1; }

# name<TAB>arguments<TAB>doc page, one row a line; comments and the format examples are cut.
rows() {
    sed -e 's@/\*.*\*/@@' -e '/\/\*/,/\*\//d' "runtime/include/kq/$1.def" | tr '\n' ' ' |
        sed 's/KQ_/\nKQ_/g' | grep -E "^KQ_(INLINE_)?$2\(" | grep -v '(id, ' |
        sed -E 's/^KQ_[A-Z_]+\([A-Z0-9_]+, *"([^"]*)", *(.*)"([^"]*)"\).*/\1\t\2\t\3/'
}

covered=$(mktemp)
trap 'rm -f "$covered"' EXIT
for dir in scalar agg op; do
    for file in tests/cases/$dir/*.case; do
        base=${file##*/}
        echo "$dir ${base%.case}"
        sed -n 's/^# covers: //p' "$file" | tr ' ' '\n' | sed "s@^@$dir @"
    done
done | sort -u > "$covered"

check() { # def-file macro-pattern case-dir
    while IFS=$'\t' read -r name args slug; do
        case $name in '$'*) continue ;; esac # the compiler's own
        grep -qxF -- "$3 $name" "$covered" || bad "$1.def: '$name' has no case: add tests/cases/$3/$name.case"
        grep -qxF -- "$slug" tests/meta/doc_slugs.txt || bad "$1.def: '$name': doc page '$slug' is not in doc_slugs.txt"
    done < <(rows "$1" "$2" | awk -F'\t' '!seen[$1 "\t" $3]++')
    rows "$1" "$2" | sed -E 's/\t([A-Z]+, *)?(A[0-9VP]+(\([^)]*\))?).*/ \2/' | grep -E ' A[0-9VP]' | sort | uniq -d |
        while read -r twice; do echo "$1.def: twice: $twice"; done | grep . && status=1
}
check functions '(CALL|SPECIAL)' scalar
check operators '(OPER|OPER_LIST)' scalar
check aggregates '(AGG|AGG_SPECIAL)' agg

for op in where extend project summarize join print let; do
    [ -f "tests/cases/op/$op.case" ] || bad "tests/cases/op/$op.case is missing"
done

# Every diagnostic has a case that expects it, but for E00, where kqlc fails itself: check_folder.sh brings them about.
for code in $(grep -oE 'KQ_DIAG\([EWU][0-9]+' compiler/diag/errors.def | grep -oE '[EWU][0-9]+' | grep -v '^E00'); do
    grep -qrE "^--- (error|warning) $code\b" tests/diag tests/cases || bad "errors.def: $code has no case: add tests/diag/$code.case"
done
exit $status
