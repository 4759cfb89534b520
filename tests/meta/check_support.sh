#!/bin/bash
# refusals.def, the reasons why names are refused: every pattern fits a name of its list that is refused, or one that
# runs by now (then this says so, and the row may go).
set -u
cd "${SOURCE_DIR:?}" || exit 1
kqlc=${KQLC:?} status=0
for list in tabular operators functions aggregates plugins; do
    names=$("$kqlc" list $list) || exit 1
    while read -r pattern; do
        refused=0 known=0
        while read -r name rest; do
            # shellcheck disable=SC2053
            [[ $name == $pattern ]] || continue
            known=1
            [ -n "$rest" ] && [ "${rest#regex}" != "" ] && refused=1
        done <<< "$names"
        [ $known = 1 ] || { echo "refusals.def: nothing in '$list' is called '$pattern'" >&2; status=1; }
        [ $refused = 1 ] || echo "refusals.def: '$pattern' of '$list' runs by now"
    done < <(sed -nE 's/^REFUSAL\('$list', "([^"]*)".*/\1/p' compiler/sema/refusals.def)
done
exit $status
