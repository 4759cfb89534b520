#!/usr/bin/env python3
"""Runs the documented cases through `kqlc run` and compares the rows; see check_conformance.sh.

What becomes of a case:
  equal    the rows are those of the case, by the rules of the cases' own compare.py
  refused  kqlc says with a U code that it does not compile this
  differs  other rows or columns, an error of another kind, a crash, no answer in time
"""
import argparse
import collections
import concurrent.futures
import glob
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile

AREAS_LEFT_OUT = ("geo", "graph")
TIME_LIMIT = 60
DIAGNOSTIC = re.compile(r"^[^\n]*?: error\[(\w+) [^\]]*\]: (.*)$", re.M)


class Number(float):
    """A real as the detector wrote it: the comparison looks at the digits."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def cell_text(value, kind):
    """A JSON cell as the text that compare.py expects; None for null."""
    if value is None:
        return None
    if kind == "dynamic":
        return json.dumps(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.text
    return value if isinstance(value, str) else str(value)


def run_case(options, case, folder):
    """(outcome, what)"""
    path = os.path.join(folder, re.sub(r"[^A-Za-z0-9]+", "_", case["id"]) + ".kql")
    with open(path, "w", encoding="utf-8") as f:
        f.write(case["query"])
    try:
        p = subprocess.run([options.kqlc, "run", path, "--rows", "--format", "json"], capture_output=True,
                           timeout=TIME_LIMIT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "differs", "no answer in %d s" % TIME_LIMIT
    said = p.stderr.decode(errors="replace")
    if p.returncode != 0:
        errors = DIAGNOSTIC.findall(said)
        if errors and all(code.startswith("U") for code, _ in errors):
            return "refused", "%s %s" % errors[0]
        return "differs", "exit status %d: %s" % (p.returncode, said.strip()[-600:])
    try:
        answer = json.loads(p.stdout.decode(), parse_float=Number)
    except ValueError as error:
        return "differs", "no JSON: %s" % error
    types = [c["type"] for c in answer["columns"]]
    rows = [[cell_text(v, t) for v, t in zip(row, types)] for row in answer["rows"]]
    equal, why = options.compare(case, [c["name"] for c in answer["columns"]], types, rows)
    return ("equal", "") if equal else ("differs", why + "\n" + p.stdout.decode()[:2000])


def read_list(path):
    """id -> reason"""
    listed = {}
    if not os.path.exists(path):
        return listed
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#") or not line.strip():
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 2 or not fields[1].strip():
                sys.exit("%s:%d: id and reason are needed, with a tab between" % (path, number))
            listed[fields[0]] = fields[1]
    return listed


def read_cases(folder):
    cases = []
    for path in sorted(glob.glob(os.path.join(folder, "cases", "*.json"))):
        if os.path.basename(path)[:-len(".json")] in AREAS_LEFT_OUT:
            continue
        with open(path, encoding="utf-8") as f:
            cases += [c for c in json.load(f) if c["confidence"] in ("high", "medium")]
    return cases


def report_refused(results):
    kinds = collections.defaultdict(list)
    for case, (outcome, what) in results:
        if outcome == "refused":
            kinds[what].append(case["id"])
    for what, ids in sorted(kinds.items(), key=lambda k: (-len(k[1]), k[0])):
        print("refused %4d  %s  (%s%s)" % (len(ids), what, ids[0], ", ..." if len(ids) > 1 else ""))


def main():
    parser = argparse.ArgumentParser()
    for name in ("kqlc", "cases", "refused", "refuted"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("part", nargs="*")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("compare", os.path.join(options.cases, "compare.py"))
    comparator = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(comparator)
    options.compare = comparator.compare
    may_be_refused, refuted = read_list(options.refused), read_list(options.refuted)
    cases = [c for c in read_cases(options.cases) if not options.part or any(p in c["id"] for p in options.part)]

    with tempfile.TemporaryDirectory() as folder:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = list(zip(cases, pool.map(lambda c: run_case(options, c, folder), cases)))

    wrong = []
    for case, (outcome, what) in results:
        accepted = outcome == "equal" or (case["confidence"] == "medium" and case["id"] in refuted)
        accepted |= outcome == "refused" and case["id"] in may_be_refused
        if options.part and outcome != "equal":
            print("%s\n%s\n=> %s: %s\nexpected %s\n" % (case["id"], case["query"], outcome, what, case["rows"]))
        elif not accepted:
            wrong.append(case)
            print("%s (%s): %s: %s" % (case["id"], case["confidence"], outcome, what))
    report_refused(results)
    for listed, path, good in ((may_be_refused, options.refused, ("equal", "differs")), (refuted, options.refuted, ("equal",))):
        stale = [c["id"] for c, (outcome, _) in results if c["id"] in listed and outcome in good]
        if stale:
            print("%s: %d lines are not needed any more: %s" % (path, len(stale), " ".join(stale)))
    for confidence in ("high", "medium"):
        outcomes = collections.Counter(o for c, (o, _) in results if c["confidence"] == confidence)
        print("%-6s %4d cases: %4d equal, %3d refused, %3d different" % (
            confidence, sum(outcomes.values()), outcomes["equal"], outcomes["refused"], outcomes["differs"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
