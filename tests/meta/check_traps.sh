#!/bin/bash
# Each of the 65 traps of the semantics reference (its section 9: what is easily got wrong) is a case: one whose title
# names it, "trap 7" or "traps 7, 8". `waiting` lists those that cannot run yet; it only gets shorter.
set -u
cd "${SOURCE_DIR:?}" || exit 1
waiting=" 6 16 22 23 31 34 35 52 53 54 57 58 59 62 "
status=0
named=" $(grep -rhoE '^=== .*\btraps? [0-9]+(, [0-9]+)*' tests/cases | grep -oE 'traps? [0-9, ]+$' | grep -oE '[0-9]+' | sort -un | tr '\n' ' ')"
for n in $(seq 65); do
    case "$named" in
    *" $n "*) case "$waiting" in *" $n "*) echo "trap $n has a case by now: take it off the list in $0" ;; esac ;;
    *) case "$waiting" in *" $n "*) ;; *) echo "no case is about trap $n" >&2; status=1 ;; esac ;;
    esac
done
exit $status
