#!/usr/bin/env python3
"""Compares `kqlc schema` with a corpus of queries and its oracle; see check_corpus.sh.

A difference has a kind:
  crash    kqlc died or ran out of time
  syntax   the oracle parses the query, kqlc reports a syntax error
  accepts  the oracle finds a syntax error, kqlc nothing
  place    the first syntax error of the oracle, or a semantic one, and no error of kqlc there
  extra    an error of kqlc where the oracle has none
  columns  the columns of an exact row, by name, type and order
"""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys

DIAGNOSTIC = re.compile(r"^.*?:(\d+):(\d+): (error|warning)\[(\w+)")
TIME_LIMIT = 20
SEMANTIC_ERRORS_KEPT = 12  # of each query: the oracle leaves out the others


# ---- places: an offset in the query's text, in UTF-16 units, to line and column (in bytes, from 1) of the file --------

class PlaceMap:
    """Where each UTF-16 unit of the query's text stands in the file; one entry more for the end of the text."""

    def __init__(self):
        self.places = []

    def add(self, text, line, column):
        for c in text:
            self.places.extend([(line, column)] * (2 if ord(c) > 0xFFFF else 1))
            column += len(c.encode())
        return column

    def at(self, offset):
        return self.places[min(offset, len(self.places) - 1)]


def map_bare(lines):
    m = PlaceMap()
    column = 1
    for number, line in enumerate(lines, 1):
        column = m.add(line, number, 1)
    m.places.append((len(lines), column) if lines and not lines[-1].endswith("\n") else (len(lines) + 1, 1))
    return m


def without_break(line):
    return line.rstrip("\n").rstrip("\r")


def map_literal(lines, first, indicator):
    """A literal block scalar whose header stands on the line before lines[first]."""
    m = PlaceMap()
    digit = re.search(r"[1-9]", indicator)
    indent = int(digit.group()) if digit else None
    number, column = first, 1
    for number in range(first, len(lines)):
        line = without_break(lines[number])
        if line.strip(" ") == "" and (indent is None or len(line) <= indent):
            m.places.append((number + 1, len(line) + 1))
            continue
        if indent is None:
            indent = len(line) - len(line.lstrip(" "))
        if indent == 0 or line[:indent].strip(" ") != "":
            break
        column = m.add(line[indent:], number + 1, indent + 1)
        m.places.append((number + 1, column))
    m.places.append((number + 1, column))
    return m


def map_quoted(lines, first, start):
    """A double-quoted scalar that opens at lines[first][start]: escapes, and line breaks folded as YAML does."""
    simple = set('0abtnvfre "/\\N_LP\t')
    m = PlaceMap()
    number, i = first, start + 1
    line = without_break(lines[number])
    column = len(line[:i].encode()) + 1
    while True:
        if i >= len(line):
            while m.places and lines[m.places[-1][0] - 1].encode()[m.places[-1][1] - 1:m.places[-1][1]] in (b" ", b"\t"):
                m.places.pop()
            m.places.append((number + 1, column))
            breaks = 0
            while True:
                number += 1
                line = without_break(lines[number])
                if line.strip(" \t"):
                    break
                if breaks:
                    m.places.append((number + 1, 1))
                breaks = 1
            i = len(line) - len(line.lstrip(" \t"))
            column = i + 1
            continue
        c = line[i]
        if c == '"':
            m.places.append((number + 1, column))
            return m
        n = 1
        if c == "\\":
            e = line[i + 1:i + 2]
            if e == "":  # an escaped line break joins the lines
                number += 1
                line = without_break(lines[number])
                i = len(line) - len(line.lstrip(" \t"))
                column = i + 1
                continue
            n = {"x": 4, "u": 6, "U": 10}.get(e, 2 if e in simple else 1)
            m.places.append((number + 1, column))
            if e == "U" and int(line[i + 2:i + 10], 16) > 0xFFFF:
                m.places.append((number + 1, column))
            column += n
        else:
            column = m.add(c, number + 1, column)
        i += n


def place_map(path):
    """None for a file whose query is written in a way that this script does not follow."""
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    lines = [x for x in re.split(r"(?<=\n)", text) if x]
    if not path.endswith((".yaml", ".yml")):
        return map_bare(lines)
    for number, line in enumerate(lines):
        header = re.match(r"\s*(?:-\s+)?[\"']?query[\"']?\s*:\s*", line)
        if not header:
            continue
        value = line[header.end():header.end() + 1]
        if value == "|":
            return map_literal(lines, number + 1, without_break(line)[header.end():])
        if value == '"':
            return map_quoted(lines, number, header.end())
        return None
    return None


# ---- running kqlc ---------------------------------------------------------------------------------------------------

class Answer:
    def __init__(self, crash=None, errors=(), columns=None):
        self.crash = crash
        self.errors = list(errors)  # (line, column, code)
        self.columns = columns


def ask(options, row):
    path = os.path.join(options.corpus, row["path"])
    command = [options.kqlc, "schema", "--format", "json", "--dialect", row["dialect"],
               "--functions", options.functions, path]
    try:
        p = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Answer(crash="no answer in %d s" % TIME_LIMIT)
    said = p.stderr.decode(errors="replace")
    if p.returncode == 2:
        sys.exit("kqlc does not understand: %s\n%s" % (" ".join(command), said))
    if p.returncode not in (0, 1):
        return Answer(crash="exit status %d: %s" % (p.returncode, said.strip()[-400:]))
    found = [DIAGNOSTIC.match(line) for line in said.splitlines()]
    errors = [(int(m[1]), int(m[2]), m[4]) for m in found if m and m[3] == "error"]
    if p.returncode == 0:
        columns = [[c["name"], c["type"]] for c in json.loads(p.stdout.decode())]
        return Answer(errors=errors, columns=columns)
    return Answer(errors=errors) if errors else Answer(crash="fails without an error: " + said.strip()[-400:])


# ---- comparing ------------------------------------------------------------------------------------------------------

def name_place(place):
    return "%d:%d" % place[:2]


def without_undeclared(row, answer, path):
    """Leaves out kqlc's errors about tables and functions that the oracle took as known, with unknown columns."""
    names = [n.encode() for n in row["open_tables"] + row["open_functions"]]
    if not names or not answer.errors:
        return
    with open(path, "rb") as f:
        lines = f.read().split(b"\n")

    def undeclared(error):
        line, column, code = error
        rest = lines[line - 1][column - 1:]
        return code in ("E0302", "E0303") and any(re.match(rb"[\[\"']*" + re.escape(n) + rb"\b", rest) for n in names)

    answer.errors = [e for e in answer.errors if not undeclared(e)]


def columns_difference(want, got):
    if len(want) != len(got):
        return "%d columns instead of %d" % (len(got), len(want))
    for i, (w, g) in enumerate(zip(want, got)):
        if w != g:
            return "column %d is %s:%s instead of %s:%s" % (i + 1, g[0], g[1], w[0], w[1])
    return None


def located(row, places):
    """The places of the oracle's errors that count: the first syntax error, or all semantic ones. An error of length 0
    at 0 has no place there (the oracle has one such: join keys of types that do not compare)."""
    errors = row.get("syntax_errors") or row["semantic_errors"]
    if row.get("syntax_errors"):
        errors = sorted(errors, key=lambda e: e["start"])[:1]
    return [(e, places.at(e["start"])) for e in errors if e["start"] or e["len"] or row.get("syntax_errors")]


def compare(row, answer, places):
    """The differences of one query: (kind, what)."""
    if answer.crash:
        return [("crash", answer.crash)]
    ours = {e[:2] for e in answer.errors}
    first = answer.errors[0] if answer.errors else None
    if row["clean"]:
        if first:
            kind = "syntax" if first[2].startswith("E02") else "extra"
            return [(kind, "%s at %s" % (first[2], name_place(first)))]
        wrong = columns_difference(row["result_columns"] or [], answer.columns) if row["exact"] else None
        return [("columns", wrong)] if wrong else []
    if not row["syntax_ok"] and not first:
        return [("accepts", "%(code)s %(msg)s" % min(row["syntax_errors"], key=lambda e: e["start"]))]
    if places is None:
        return []
    theirs = located(row, places)
    differences = []
    for error, place in theirs:
        if place not in ours:
            differences.append(("place", "%s at %s: %s; ours: %s" % (error["code"], name_place(place), error["msg"],
                                " ".join(name_place(p) for p in sorted(ours)) or "none")))
            break
    if row["syntax_ok"]:
        incomplete = len(theirs) < len(row["semantic_errors"]) or len(theirs) == SEMANTIC_ERRORS_KEPT
        extra = [e for e in answer.errors if e[:2] not in {p for _, p in theirs}]
        if extra and not incomplete:
            kind = "syntax" if extra[0][2].startswith("E02") else "extra"
            differences.append((kind, "%s at %s" % (extra[0][2], name_place(extra[0]))))
    return differences


# ---- the ledger -----------------------------------------------------------------------------------------------------

def read_ledger(path):
    """Accepted differences: (file, kind) -> reason."""
    accepted = {}
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#") or not line.strip():
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 3 or not fields[2]:
                sys.exit("%s:%d: file, kind and reason are needed, with tabs between" % (path, number))
            accepted[fields[0], fields[1]] = fields[2]
    return accepted


def report_numbers(rows, differences):
    kinds = collections.defaultdict(set)
    for row, kind, _ in differences:
        kinds[kind].add(row["id"])
    kinds = collections.defaultdict(set, kinds)
    broken = kinds["crash"]

    def fraction(title, among, wrong):
        ids = {r["id"] for r in among}
        print("%-52s %5d of %d" % (title, len(ids - wrong), len(ids)))

    fraction("parsed", [r for r in rows if r["syntax_ok"]], kinds["syntax"] | broken)
    fraction("equal columns", [r for r in rows if r["exact"]], kinds["columns"] | kinds["extra"] | kinds["syntax"] | broken)
    fraction("clean without an error", [r for r in rows if r["clean"]], kinds["extra"] | kinds["syntax"] | broken)
    fraction("syntax error at the place", [r for r in rows if not r["syntax_ok"]],
             kinds["accepts"] | kinds["place"] | broken)
    fraction("semantic errors at their places", [r for r in rows if r["syntax_ok"] and r["semantic_errors"]],
             kinds["place"] | kinds["extra"] | kinds["syntax"] | broken)


def main():
    parser = argparse.ArgumentParser()
    for name in ("kqlc", "corpus", "functions", "ledger"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--differences")
    options = parser.parse_args()
    with open(os.path.join(options.corpus, "oracle.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    accepted = read_ledger(options.ledger)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        answers = list(pool.map(lambda row: ask(options, row), rows))
    differences = []
    for row, answer in zip(rows, answers):
        path = os.path.join(options.corpus, row["path"])
        without_undeclared(row, answer, path)
        places = None if row["clean"] else place_map(path)
        differences += [(row, kind, what) for kind, what in compare(row, answer, places)]

    report_numbers(rows, differences)
    if options.differences:
        with open(options.differences, "w", encoding="utf-8") as f:
            for row, kind, what in differences:
                f.write("%s\t%s\t%s\n" % (row["path"], kind, what.replace("\n", " ")))
    new = [d for d in differences if (d[0]["path"], d[1]) not in accepted]
    for row, kind, what in new:
        print("%s: %s: %s" % (row["path"], kind, what))
    stale = sorted(set(accepted) - {(row["path"], kind) for row, kind, _ in differences})
    for path, kind in stale:
        print("stale in the ledger: %s: %s" % (path, kind))
    print("%d differences, %d accepted, %d not in the ledger, %d stale" %
          (len(differences), len(differences) - len(new), len(new), len(stale)))
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
