#!/bin/bash
# The front end against the recorded answers of Microsoft's parser and binder for a corpus of published queries: what
# parses, the names, types and order of the result columns, and the places of errors. tests/corpus/ledger.tsv lists the
# accepted differences, each with its reason. Needs the shared corpus and Python; says SKIPPED by name and ends with 77
# without them. With LEDGER_DIFFERENCES=FILE the differences go there too, accepted or not.
set -u
corpus=${SHARED_DIR:?}/corpus
for need in "$corpus/oracle.jsonl" "$SHARED_DIR/schemas/functions.json"; do
    [ -e "$need" ] || { echo "SKIPPED: $need is not there"; exit 77; }
done
command -v python3 > /dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
cd "${SOURCE_DIR:?}" || exit 1
exec python3 tests/meta/corpus_ledger.py --kqlc "${KQLC:?}" --corpus "$corpus" \
    --functions "$SHARED_DIR/schemas/functions.json" --ledger tests/corpus/ledger.tsv \
    ${LEDGER_DIFFERENCES:+--differences "$LEDGER_DIFFERENCES"}
