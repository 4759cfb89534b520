#!/bin/bash
# Every name of the catalogues that has implementing rows has a case file that says it covers it, every name is declared
# once, its doc page is listed in doc_slugs.txt (no_doc_page.tsv: there is none), and no row occurs twice (same name and argument types). A case file
# covers NAME when it is called NAME.case or has NAME on its "# covers:" line. Every tabular operator and every plug-in
# has cases of binding in tests/cases/bind.
set -u
cd "${SOURCE_DIR:?}" || exit 1
status=0
bad() { echo "$*" >&2; status=1; }

# One macro call a line, comments cut: KQ_CALL(...), KQ_FUNCTION(...).
calls() {
    sed -e 's@/\*.*\*/@@' -e '/\/\*/,/\*\//d' -e '/^#/d' "$1" | tr '\n' ' ' | sed 's/KQ_/\nKQ_/g' | sed 's/  */ /g'
}

# name<TAB>arguments of the implementing rows
rows() { calls "runtime/include/kq/$1.def" | sed -nE 's/^KQ_'"$2"'\([A-Z0-9_]+, "([^"]*)"(.*)\) *$/\3\t\4/p'; }

# name<TAB>doc page of the declarations
declarations() { calls "$1" | sed -nE 's/^KQ_'"$2"'\("([^"]*)",.*"([^"]*)"\) *$/\1\t\2/p'; }

covered=$(mktemp)
trap 'rm -f "$covered"' EXIT
for dir in scalar agg op bind; do
    for file in tests/cases/$dir/*.case; do
        base=${file##*/}
        echo "$dir ${base%.case}"
        sed -n 's/^# covers: //p' "$file" | tr ' ' '\n' | sed "s@^@$dir @"
    done
done | sort -u > "$covered"

declared=$(mktemp)
queries=$(mktemp)
trap 'rm -f "$covered" "$declared" "$queries"' EXIT
grep -hv '^# covers: ' tests/cases/bind/*.case > "$queries"

check_declarations() { # file macro
    declarations "$1" "$2" | cut -f1 | sort | uniq -d | while read -r twice; do echo "$1: declared twice: $twice"; done |
        grep . && status=1
    while IFS=$'\t' read -r name slug; do
        case $name in '$'* | __*) continue ;; esac # the compiler's own, and Microsoft's
        [ -n "$slug" ] || grep -qF -- "$name"$'\t' tests/meta/no_doc_page.tsv ||
            bad "$1: '$name' has no doc page: name it, or say in no_doc_page.tsv what is known"
        [ -z "$slug" ] || grep -qxF -- "$slug" tests/meta/doc_slugs.txt ||
            bad "$1: '$name': doc page '$slug' is not in doc_slugs.txt"
    done < <(declarations "$1" "$2")
}

check() { # def-file declaring-macro implementing-macros case-dir
    check_declarations "runtime/include/kq/$1.def" "$2"
    declarations "runtime/include/kq/$1.def" "$2" | cut -f1 > "$declared"
    while read -r name; do
        grep -qxF -- "$name" "$declared" || bad "$1.def: '$name' has rows and no declaration"
        case $name in '$'*) continue ;; esac # the compiler's own
        grep -qxF -- "$4 ${name// /_}" "$covered" || # `matches regex` is covered by matches_regex.case
            bad "$1.def: '$name' has no case: add tests/cases/$4/${name// /_}.case"
    done < <(rows "$1" "$3" | cut -f1 | sort -u)
    rows "$1" "$3" | sed -E 's/\t, ([A-Z]+, *)?(A[0-9VP]+(\([^)]*\))?).*/ \2/' | grep -E ' A[0-9VP]' | sort | uniq -d |
        while read -r twice; do echo "$1.def: twice: $twice"; done | grep . && status=1
}
check functions FUNCTION '(CALL|(SPECIAL))' scalar
check operators OPERATOR '(OPER|(OPER_LIST))' scalar
check aggregates AGGREGATE '(AGG|(AGG_LIMITED|AGG_IN_ORDER|AGG_RANKED|AGG_SPECIAL|AGG_SPECIAL_AS))' agg
check_declarations compiler/sema/plugins.def PLUGIN

bound() { # def-file; the names on standard input
    local def=$1 name
    while read -r name; do
        grep -qxF -- "bind $name" "$covered" || bad "$def: '$name' has no case: add tests/cases/bind/$name.case"
        grep -qwF -- "$name" "$queries" || bad "$def: no case in tests/cases/bind uses '$name'"
    done
}
bound tabular.def < <(sed -nE 's/^TABULAR(_ALIAS)?\(([A-Z_]+, )?"([^"]+)".*/\3/p' compiler/syntax/tabular.def)
bound plugins.def < <(declarations compiler/sema/plugins.def PLUGIN | cut -f1)

for op in $(grep -oE '\[OP_[A-Z_]+\] = lower_' compiler/plan/lower.c | sed -E 's/\[OP_|\] = .*//g' | tr 'A-Z_' 'a-z-') let; do
    [ -f "tests/cases/op/$op.case" ] || bad "tests/cases/op/$op.case is missing"
done

# Every diagnostic has a case that expects it, but for E00, where kqlc fails itself: check_folder.sh brings them about.
for code in $(grep -oE 'KQ_DIAG\([EWU][0-9]+' compiler/diag/errors.def | grep -oE '[EWU][0-9]+' | grep -v '^E00'); do
    grep -qrE "^--- (error|warning) $code\b" tests/diag tests/cases || bad "errors.def: $code has no case: add tests/diag/$code.case"
done
exit $status
