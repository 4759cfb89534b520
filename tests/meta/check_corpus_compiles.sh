#!/bin/bash
# Every published query of the shared corpus that Microsoft's binder finds clean, over tables and functions that are
# known, goes through `kqlc emit`, and the C that comes out compiles without a warning. Prints how many of each kind do,
# and what the others wait for; tests/corpus/refused.tsv says how many may be refused. Needs the shared corpus and
# Python; says SKIPPED by name and ends with 77 without them. REFUSED=FILE lists every refused query with its reasons;
# FULL=1 compiles the C of all of them and not of a part, rules with the optimiser.
set -u
corpus=${SHARED_DIR:?}/corpus
for need in "$corpus/oracle.jsonl" "$SHARED_DIR/schemas/functions.json"; do
    [ -e "$need" ] || { echo "SKIPPED: $need is not there"; exit 77; }
done
command -v python3 > /dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
cd "${SOURCE_DIR:?}" || exit 1
# Instrumented builds emit the same C as the others: there it is enough that kqlc itself holds.
exec python3 tests/meta/corpus_compiles.py --kqlc "${KQLC:?}" --corpus "$corpus" --build "${BUILD_DIR:?}" \
    --functions "$SHARED_DIR/schemas/functions.json" --limits tests/corpus/refused.tsv \
    ${INSTRUMENT:+--no-c} ${FULL:+--full} --cc "${CC:-cc}" ${REFUSED:+--list "$REFUSED"}
