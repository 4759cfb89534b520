#!/bin/bash
# Each of the 65 traps of the semantics reference (its section 9: what is easily got wrong) is a case of its own in
# tests/cases/traps, called trap_NN.
set -u
cd "${SOURCE_DIR:?}" || exit 1
status=0
for n in $(seq -w 65); do
    grep -qE "^=== trap_$n: " tests/cases/traps/*.case && continue
    echo "no case in tests/cases/traps is called trap_$n" >&2
    status=1
done
exit $status
