#!/usr/bin/env python3
"""Runs analytics rules over made-up events in many ways that must agree; see check_corpus_rules.sh."""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import zlib

NOW = "2026-03-02T12:00:00Z"
TIME_LIMIT = 120
# (what, options of kqlc, options of the detector); the first one is what the others are compared with
WAYS = [
    ("one thread", [], ["--threads", "1"]),
    ("two threads", [], ["--threads", "2", "--chunk-size", "512"]),
    ("two threads, no prefilter", [], ["--threads", "2", "--chunk-size", "64", "--no-prefilter"]),
    ("small blocks", [], ["--threads", "1", "--chunk-size", "61"]),
    ("kernel scalar", [], ["--threads", "1", "--kernel", "scalar"]),
    ("kernel avx2", [], ["--threads", "1", "--kernel", "avx2", "--no-prefilter"]),
    ("kernel avx512", [], ["--threads", "1", "--kernel", "avx512"]),
    ("passes off", ["--disable-pass", "all"], ["--threads", "1"]),
    ("passes off, two threads", ["--disable-pass", "all"], ["--threads", "2", "--chunk-size", "512"]),
]
# A detector that reads a list beside its events says how to give it.
WANTED_FILE = re.compile(r"give it with (--[a-z]+) (\S+)=FILE")
LISTED = "alice@contoso.com,203.0.113.7,pc-1\n203.0.113.7,alice,contoso.com\n"
UNKNOWN_KERNEL = b"kernel"  # in the message of a machine that has no such kernel


class Result:
    def __init__(self, state, rows=0, what=""):
        self.state, self.rows, self.what = state, rows, what


def run(command, environment):
    return subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, stdin=subprocess.DEVNULL, env=environment)


def run_rule(options, row):
    path = os.path.join(options.corpus, row["path"])
    names = ["--dialect", row["dialect"], "--functions", options.functions]
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, XDG_CACHE_HOME=folder)
        events = os.path.join(folder, "events.ndjson")
        made = run([options.kqevents, "--seed", str(options.seed), "--now", NOW] + names + [path], environment)
        if made.returncode == 1:
            return Result("refused")
        if made.returncode != 0:
            return Result("failed", what="kqevents: exit status %d: %s" % (made.returncode, made.stderr[-400:]))
        with open(events, "wb") as f:
            f.write(made.stdout)
        wanted, files = None, []
        for what, compile_options, run_options in WAYS:
            def detect():
                return run([options.kqlc, "run"] + compile_options + names + [path, "--rows", "--now", NOW] + files +
                           run_options + [events], environment)
            ran = detect()
            while ran.returncode == 2 and WANTED_FILE.search(ran.stderr.decode()) and len(files) < 20:
                option, name = WANTED_FILE.search(ran.stderr.decode()).groups()
                listed = os.path.join(folder, "listed.csv")
                with open(listed, "w", encoding="ascii") as f:
                    f.write(LISTED)
                files += [option, "%s=%s" % (name, listed)]
                ran = detect()
            if ran.returncode == 2 and UNKNOWN_KERNEL in ran.stderr:
                continue
            if ran.returncode != 0:
                return Result("failed", what="%s: exit status %d: %s" % (
                    what, ran.returncode, ran.stderr.decode(errors="replace")[-400:]))
            if wanted is None:
                wanted = ran.stdout
            elif ran.stdout != wanted:
                return Result("differs", what="%s: %d rows, %d bytes; with %s %d rows, %d bytes" % (
                    WAYS[0][0], wanted.count(b"\n"), len(wanted), what, ran.stdout.count(b"\n"), len(ran.stdout)))
    return Result("ran", wanted.count(b"\n"))


def try_rule(options, row):
    try:
        return run_rule(options, row)
    except subprocess.TimeoutExpired as late:
        return Result("failed", what="no answer in %d s: %s" % (TIME_LIMIT, " ".join(late.cmd[:6])))


def main():
    parser = argparse.ArgumentParser()
    for name in ("kqlc", "kqevents", "corpus", "functions"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--sample", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("id", nargs="*")
    options = parser.parse_args()
    with open(os.path.join(options.corpus, "oracle.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    rows = [r for r in rows if r["clean"] and r["schema_known"] and r["set"] in ("scheduled", "modern")]
    rules = [r for r in rows if r["id"] in options.id] if options.id else \
            [r for r in rows if (zlib.crc32(r["id"].encode()) + options.seed) % options.sample == 0]

    states = collections.Counter()
    silent = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for row, result in zip(rules, pool.map(lambda row: try_rule(options, row), rules)):
            states[result.state] += 1
            if result.state in ("failed", "differs"):
                print("%s: %s: %s" % (row["path"], result.state, result.what))
            elif result.state == "ran" and result.rows == 0:
                silent.append(row["id"])
    print("%d of %d analytics rules: %d ran in %d ways with the same rows, %d of them with at least one; %d refused, "
          "%d failed, %d different" % (len(rules), len(rows), states["ran"], len(WAYS), states["ran"] - len(silent),
                                       states["refused"], states["failed"], states["differs"]))
    print("without a row: %s" % " ".join(silent))
    return 1 if states["failed"] or states["differs"] else 0


if __name__ == "__main__":
    sys.exit(main())
