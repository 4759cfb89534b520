#!/usr/bin/env python3
"""Emits the C of every clean query of the corpus and compiles it with warnings as errors; see
check_corpus_compiles.sh."""
import argparse
import collections
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import subprocess
import sys

KINDS = {"scheduled": "analytics", "modern": "analytics"}
WARNINGS = ["-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
TIME_LIMIT = 60
DIAGNOSTIC = re.compile(r"^[^\n]*?: error\[(\w+) [^\]]*\]: (.*)$", re.M)
NAMED = re.compile(r"the (?:operator|function) '(\w[\w -]*)|'([^']*)' as a source")


def construct(code, message):
    """What is missing, by the name that people use for it."""
    name = NAMED.match(message)
    if not name:
        return re.sub(r"^'[^']*' is bound", "a name bound", message)
    return name[1] or ("the source " + name[2])


class Outcome:
    def __init__(self, waits=(), failure=None):
        self.waits = sorted(set(waits))  # (code, construct)
        self.failure = failure


def read_queries(corpus):
    with open(os.path.join(corpus, "oracle.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    # A file of let statements alone is clean and no query.
    return [r for r in rows if r["clean"] and r["schema_known"] and r["result_columns"] is not None]


def emit(options, row, folder):
    path = os.path.join(options.corpus, row["path"])
    try:
        p = subprocess.run([options.kqlc, "emit", "--dialect", row["dialect"], "--functions", options.functions,
                            "-o", os.path.join(folder, row["id"] + ".c"), path],
                           capture_output=True, timeout=TIME_LIMIT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Outcome(failure="no answer in %d s" % TIME_LIMIT)
    said = p.stderr.decode(errors="replace")
    if p.returncode == 0:
        return Outcome()
    errors = DIAGNOSTIC.findall(said)
    if p.returncode == 1 and errors:
        return Outcome(waits=[(code, construct(code, message)) for code, message in errors])
    return Outcome(failure="exit status %d: %s" % (p.returncode, said.strip()[-600:]))


def how_to_compile(options, row):
    """Warnings that come from following the flow of values need the optimiser: for the rules that detect. That takes
    many minutes, so that without --full it is one rule in eight, and one other query in four is compiled at all."""
    share = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16)
    detects = row["set"] in KINDS
    if detects and (options.full or share % 8 == 0):
        return ["-O2", "-c"]
    return ["-fsyntax-only"] if detects or options.full or share % 4 == 0 else None


def compile_c(options, row, folder, good):
    """An error message, or None. `good` has the digests of what compiled before."""
    path = os.path.join(folder, row["id"] + ".c")
    flags = how_to_compile(options, row)
    if not flags:
        os.unlink(path)
        return None, None
    with open(path, "rb") as f:
        digest = hashlib.sha256(options.compiler_digest + repr(flags).encode() + f.read()).hexdigest()
    if digest not in good:
        # Not to /dev/null: a compiler that fails removes its output.
        output = ["-o", path[:-1] + "o"] if "-c" in flags else []
        p = subprocess.run([options.cc] + WARNINGS + flags + output + ["-I", options.include, path],
                           capture_output=True, stdin=subprocess.DEVNULL)
        if output and os.path.exists(output[1]):
            os.unlink(output[1])
        if p.returncode != 0:
            return digest, p.stderr.decode(errors="replace")[:1500]
    os.unlink(path)
    return digest, None


def compiler_digest(options):
    """Of what the C's compilation depends on beside the C."""
    digest = hashlib.sha256(subprocess.run([options.cc, "--version"], capture_output=True).stdout)
    for path in sorted(glob.glob(os.path.join(options.include, "kq", "*"))):
        with open(path, "rb") as f:
            digest.update(f.read())
    return digest.digest()


def compile_all(options, pool, rows, folder):
    """The messages of the C compiler, by query."""
    options.include = os.path.join(options.build, "lib/kqlc/include")
    options.compiler_digest = compiler_digest(options)
    remembered = os.path.join(options.build, "corpus_compiles.good")
    good = set()
    if os.path.exists(remembered):
        with open(remembered, encoding="ascii") as f:
            good = set(f.read().split())
    answers = list(zip(rows, pool.map(lambda row: compile_c(options, row, folder, good), rows)))
    with open(remembered, "w", encoding="ascii") as f:
        f.writelines(digest + "\n" for _, (digest, message) in answers if digest and message is None)
    return [(row, message) for row, (_, message) in answers if message]


def kind_of(row):
    return KINDS.get(row["set"], row["set"])


def report(outcomes, list_path):
    print("%-12s %8s %8s %8s" % ("", "queries", "emitted", "refused"))
    for kind in ("analytics", "hunting", "community"):
        of_kind = [o for row, o in outcomes if kind_of(row) == kind]
        done = sum(not o.waits and not o.failure for o in of_kind)
        print("%-12s %8d %8d %8d" % (kind, len(of_kind), done, len(of_kind) - done))
    among, alone = collections.Counter(), collections.Counter()
    kinds = collections.defaultdict(collections.Counter)
    for row, o in outcomes:
        for wait in o.waits:
            among[wait] += 1
            kinds[wait][kind_of(row)] += 1
            alone[wait] += len(o.waits) == 1
    if among:
        print("\n%-6s %-44s %8s %8s %10s %8s %10s" % ("code", "waits for", "queries", "alone", "analytics", "hunting",
                                                      "community"))
    for wait, n in sorted(among.items(), key=lambda k: (-k[1], k[0])):
        k = kinds[wait]
        print("%-6s %-44s %8d %8d %10d %8d %10d" % (wait[0], wait[1][:44], n, alone[wait], k["analytics"], k["hunting"],
                                                    k["community"]))
    if list_path:
        with open(list_path, "w", encoding="utf-8") as f:
            for row, o in outcomes:
                if o.waits:
                    f.write("%s\t%s\t%s\n" % (kind_of(row), row["path"], "; ".join("%s %s" % w for w in o.waits)))


def read_limits(path):
    with open(path, encoding="ascii") as f:
        fields = [line.split("\t") for line in f if not line.startswith("#")]
    return {kind: int(number) for kind, number in fields}


def main():
    parser = argparse.ArgumentParser()
    for name in ("kqlc", "corpus", "functions", "limits", "build", "cc"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--list")
    parser.add_argument("--no-c", action="store_true")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    rows = read_queries(options.corpus)
    limits = read_limits(options.limits)
    folder = os.path.join(options.build, "corpus_c")
    os.makedirs(folder, exist_ok=True)
    for stale in glob.glob(os.path.join(folder, "*.c")):
        os.unlink(stale)

    warned = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        outcomes = list(zip(rows, pool.map(lambda row: emit(options, row, folder), rows)))
        if not options.no_c:
            emitted = [row for row, o in outcomes if not o.waits and not o.failure]
            warned = compile_all(options, pool, emitted, folder)
    report(outcomes, options.list)

    failed = [(row, o.failure) for row, o in outcomes if o.failure] + warned
    for row, message in failed:
        print("%s: %s" % (row["path"], message))
    over = False
    for kind, limit in limits.items():
        refused = sum(bool(o.waits) for row, o in outcomes if (kind_of(row) == "analytics") == (kind == "analytics"))
        print("%s: %d refused, at most %d may be" % (kind, refused, limit))
        over |= refused > limit
    print("%d failed, the C of %d has warnings" % (len(failed) - len(warned), len(warned)))
    return 1 if failed or over else 0


if __name__ == "__main__":
    sys.exit(main())
