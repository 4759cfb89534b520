#!/bin/bash
# The cases of Microsoft's documentation (and of a peer's tests) in the shared folder, each run as a user runs it:
# `kqlc run FILE.kql --rows --format json`. Every case of confidence "high" must be equal; every one of "medium" too,
# or tests/conformance/refuted.tsv says why it is wrong. What is still refused with a U code stands in
# tests/conformance/refused.tsv; nothing may be added to it. Needs the shared cases and Python; says SKIPPED by name and
# ends with 77 without them. Arguments, if any, are parts of the ids of the cases to run, with their differences in full.
set -u
cases=${SHARED_DIR:?}/conformance
[ -e "$cases/compare.py" ] || { echo "SKIPPED: $cases is not there"; exit 77; }
command -v python3 > /dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
cd "${SOURCE_DIR:?}" || exit 1
export XDG_CACHE_HOME=${BUILD_DIR:?}/conformance-cache KQLC_CACHE_SIZE=2048 # MiB: every case stays
exec python3 tests/meta/conformance.py --kqlc "${KQLC:?}" --cases "$cases" \
    --refused tests/conformance/refused.tsv --refuted tests/conformance/refuted.tsv "$@"
