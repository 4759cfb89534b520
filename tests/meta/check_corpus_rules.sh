#!/bin/bash
# Analytics rules of the shared corpus as detectors over events that kqevents makes up for them: the same rows with the
# optimiser on and off, on one thread and two, in small blocks, with every kernel, and no error. A part of the rules, or
# all of them with SAMPLE=1 (every one), with other events for each SEED. Needs the shared corpus and Python; says
# SKIPPED by name and ends with 77 without them. Arguments, if any, are the ids of the rules to run.
set -u
corpus=${SHARED_DIR:?}/corpus
for need in "$corpus/oracle.jsonl" "$SHARED_DIR/schemas/functions.json"; do
    [ -e "$need" ] || { echo "SKIPPED: $need is not there"; exit 77; }
done
command -v python3 > /dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
cd "${SOURCE_DIR:?}" || exit 1
exec python3 tests/meta/corpus_rules.py --kqlc "${KQLC:?}" --kqevents "${BUILD_DIR:?}/bin/kqevents" \
    --corpus "$corpus" --functions "$SHARED_DIR/schemas/functions.json" --sample "${SAMPLE:-10}" \
    --seed "${SEED:-1}" "$@"
