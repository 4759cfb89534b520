#!/bin/bash
# `kqlc check` over folders: which files are taken, the order of the output, workers that die, exit statuses, the summary,
# and the shape of the JSON and SARIF documents.
set -u
. "$(dirname "$0")/commands.sh"
wrong='SecurityEvent | where EventId == 4625'
unsupported='print x = "a" | reduce by x'
warned='set notruncation; print x = 1'

# ---- which files
mkdir -p lib/a/b lib/.hidden empty
echo 'print x = 1' > lib/one.kql
echo 'print x = 1' > lib/a/two.csl
echo "$wrong" > lib/a/b/wrong.kql
printf 'workbook: true\n' > lib/other.yaml
printf 'query: [\n' > lib/broken.yml
for no in lib/notes.txt lib/a/x.test.yaml lib/.hidden/x.kql lib/x.kql.orig; do echo "$wrong" > $no; done
ln -s .. lib/a/b/loop
mkfifo lib/pipe.kql
expect 1 "$kqlc" check lib
holds stderr "4 files checked: 2 clean, 2 with errors, 0 not compiled yet; 2 errors, 0 warnings"
same "$(grep -o '^lib[^:]*' stderr | uniq | tr '\n' ' ')" 'lib/a/b/wrong.kql lib/broken.yml '
expect 1 "$kqlc" check lib/notes.txt # named: taken
holds stderr "1 file checked: 1 error, 0 warnings"
expect 0 "$kqlc" check empty
holds stderr "0 files checked"
expect 1 "$kqlc" check missing.yaml lib/one.kql
holds stderr "error[E0001 unreadable-file]: missing.yaml: No such file or directory"
holds stderr "2 files checked: 1 clean, 1 with errors"
expect 1 "$kqlc" check --format json missing.yaml
holds stdout '"code":"E0001"'
rm lib/pipe.kql
echo "$wrong" > in.kql
"$kqlc" check - < in.kql 2> stderr && failed=1
holds stderr "<stdin>:1:23: error[E0301 unknown-column]"

# ---- the same bytes whatever the number of workers
mkdir many
for i in $(seq 100 159); do
    case $((i % 4)) in
    0) echo "$wrong" ;; 1) echo "$unsupported" ;; 2) echo "$warned" ;; 3) echo 'print x = 1' ;;
    esac > "many/$i.kql"
done
for format in text json sarif; do
    for jobs in 1 2 7; do
        expect 1 "$kqlc" check --format $format --jobs $jobs --color always many
        cat stdout stderr > $format.$jobs
    done
    cmp $format.1 $format.2 && cmp $format.1 $format.7 || failed=1
done
sed 's/\x1b\[[0-9;]*m//g' text.1 > plain
same "$(grep -c 'error\[E0301' plain)" 15
same "$(grep -o '^many[^:]*' plain | sort -c 2>&1)" ''
[ "$(wc -c < plain)" -lt "$(wc -c < text.1)" ] || { echo "--color always: no colour" >&2; failed=1; }
expect 1 "$kqlc" check many
cmp stderr plain || failed=1 # not a terminal: no colour and no progress line
NO_COLOR=1 expect 1 "$kqlc" check --color auto many
cmp stderr plain || failed=1

# ---- exit statuses and severities
expect 0 "$kqlc" check many/102.kql
holds stderr "warning[W0201 set-ignored]"
expect 1 "$kqlc" check --warnings-as-errors many/102.kql
holds stderr "error[W0201 set-ignored]"
expect 0 "$kqlc" check --warnings-as-errors --no-warn set-ignored many/102.kql
expect 1 "$kqlc" check many/101.kql
expect 0 "$kqlc" check --allow-unsupported many/101.kql
holds stderr "warning[U0001 operator-not-supported]"
expect 0 "$kqlc" check --allow-unsupported --warnings-as-errors many/101.kql
expect 1 "$kqlc" check --allow-unsupported many
expect 2 "$kqlc" check --no-warn set-ignoret many/102.kql
holds stderr "did you mean 'set-ignored'?"
expect 2 "$kqlc" check --no-warn E0301 many/102.kql
holds stderr "unknown-column is an error"
for bad in '--jobs 0' '--jobs two' '--jobs -1' '--time-limit 0' '--color red' '--format xml'; do
    # shellcheck disable=SC2086
    expect 2 "$kqlc" check $bad many/102.kql
done
expect 0 "$kqlc" check --help
holds stdout "W0201  set-ignored"

# ---- the summary
expect 1 "$kqlc" check --no-warn W0201 many
holds stderr "      15  E0301 unknown-column"
holds stderr "      15 files, U0001 operator-not-supported: reduce"
lacks stderr "W0201"
holds stderr "60 files checked: 30 clean, 15 with errors, 15 not compiled yet; 15 errors, 15 constructs not compiled yet, 0 warn"
expect 1 "$kqlc" check --no-summary many
holds stderr "60 files checked: 15 errors, 15 constructs not compiled yet, 15 warnings"
lacks stderr "  E0301 unknown-column" # no table
expect 1 "$kqlc" check --summary many/100.kql
holds stderr "1 file checked: 0 clean, 1 with errors"

# ---- a second place
printf 'name: a\nquery: |\n  print x = 1\nname: b\n' > twice.yaml
expect 1 "$kqlc" check twice.yaml
holds stderr "twice.yaml:4:1: error[E0104 duplicate-key]"
holds stderr "twice.yaml:1:1: note: first given here"

# ---- a worker that is killed, and one that takes too long: a named pipe keeps it reading as long as we like
mkfifo slow.kql
expect 1 "$kqlc" check --time-limit 1 --jobs 2 many/100.kql slow.kql many/103.kql
holds stderr "error[E0003 time-limit]: slow.kql: not finished within 1 seconds"
holds stderr "3 files checked: 1 clean, 2 with errors"
exec 9<> slow.kql # so that opening it does not block either
"$kqlc" check --format json --jobs 1 many/100.kql slow.kql many/103.kql > stdout 2> stderr 9>&- &
parent=$!
for _ in $(seq 200); do
    worker=$(grep -lE "^[0-9]+ \(kqlc\) [A-Z] $parent " /proc/[0-9]*/stat 2> /dev/null | cut -d/ -f3)
    [ -n "$worker" ] && readlink /proc/"$worker"/fd/* 2> /dev/null | grep -qF slow.kql && kill -KILL "$worker" && break
    sleep 0.1
done
wait $parent
same $? 1
holds stdout '"code":"E0002"'
holds stdout '"file":"slow.kql"'
holds stdout '"files":3,"clean":1,"withErrors":2'
exec 9>&-
rm slow.kql

# ---- documents: what the JSON of DESIGN and the required properties of SARIF 2.1.0 are
odd=$'od d%#"\303\251.kql'
printf 'print "\303\251\360\237\230\200" | where nosuch == 1\n' > "many/$odd"
printf 'name: a\nquery: |\n  print x = 1\nname: b\n' > many/twice.yaml
expect 1 "$kqlc" check --format json many missing.kql
mv stdout all.json
expect 1 "$kqlc" check --format json --no-summary many
mv stdout array.json
expect 0 "$kqlc" check --format json many/103.kql
same "$(cat stdout)" "[]"
expect 0 "$kqlc" check --format sarif many/103.kql
mv stdout clean.sarif
expect 1 "$kqlc" check --format sarif "$tmp/many" missing.kql
mv stdout all.sarif
python3 - all.json array.json clean.sarif all.sarif <<'PYTHON' || failed=1
import json, sys, urllib.parse

whole, array, clean, sarif = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
number, text = int, str


def shape(value, wanted, where):
    """`wanted`: a type, [wanted of each item], or {key: wanted}, where a key that ends in ? may be absent."""
    if isinstance(wanted, dict):
        assert isinstance(value, dict), where
        for key, inner in wanted.items():
            if key.rstrip("?") in value:
                shape(value[key.rstrip("?")], inner, where + "." + key)
            else:
                assert key.endswith("?"), "%s has no %s" % (where, key)
        unknown = set(value) - {key.rstrip("?") for key in wanted}
        assert not unknown, "%s has %s" % (where, unknown)
    elif isinstance(wanted, list):
        assert isinstance(value, list), where
        for i, item in enumerate(value):
            shape(item, wanted[0], "%s[%d]" % (where, i))
    else:
        assert isinstance(value, wanted) and not (wanted is number and isinstance(value, bool)), where


extent = {"line": number, "column": number, "endLine": number, "endColumn": number}
diagnostic = dict(extent, file=text, severity=text, code=text, slug=text, message=text, help=(text, type(None)),
                  hints=[text], related=[dict(extent, message=text)], construct=(text, type(None)))
row = {"code": text, "slug": text, "count": number, "files": number}
summary = {"files": number, "clean": number, "withErrors": number, "unsupportedOnly": number, "errors": number,
           "unsupported": number, "warnings": number, "errorsByCode": [row], "warningsByCode": [row],
           "unsupportedByConstruct": [dict(row, construct=(text, type(None)))]}
shape(whole, {"diagnostics": [diagnostic], "summary": summary}, "json")
shape(array, [diagnostic], "json")
assert whole["diagnostics"][:-1] == array
assert whole["diagnostics"][-1]["code"] == "E0001"
counted = {}
for d in whole["diagnostics"]:
    counted[d["code"]] = counted.get(d["code"], 0) + 1
rows = [r for part in ("errorsByCode", "unsupportedByConstruct", "warningsByCode") for r in whole["summary"][part]]
assert counted == {r["code"]: r["count"] for r in rows}, (counted, rows)
assert [d["related"][0]["line"] for d in array if d["code"] == "E0104"] == [1]

message = {"text": text}
physical = {"artifactLocation": {"uri": text},
            "region?": {"startLine": number, "startColumn": number, "endLine": number, "endColumn": number,
                        "snippet?": message}}
rule = {"id": text, "name": text, "shortDescription": message, "fullDescription": message, "help?": message,
        "defaultConfiguration": {"level": text}}
result = {"ruleId": text, "ruleIndex": number, "level": text, "message": message,
          "locations": [{"physicalLocation": physical}],
          "relatedLocations?": [{"id": number, "physicalLocation": physical, "message": message}],
          "properties?": {"construct": text}}
notification = {"descriptor": {"id": text}, "level": text, "message": message,
                "locations": [{"physicalLocation": physical}]}
log = {"$schema": text, "version": text,
       "runs": [{"tool": {"driver": {"name": text, "version": text, "semanticVersion": text, "rules": [rule]}},
                 "columnKind": text, "results": [result], "properties": {"summary": summary},
                 "invocations": [{"executionSuccessful": bool, "toolExecutionNotifications": [notification]}]}]}
for document in (clean, sarif):
    shape(document, log, "sarif")
    assert document["version"] == "2.1.0" and len(document["runs"]) == 1
    run = document["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    for r in run["results"]:
        assert rules[r["ruleIndex"]]["id"] == r["ruleId"]
        assert r["level"] in ("error", "warning", "note", "none")
        for where in r["locations"]:
            region = where["physicalLocation"]["region"]
            assert 1 <= region["startLine"] <= region["endLine"] and region["startColumn"] >= 1
            assert region["startLine"] < region["endLine"] or region["startColumn"] <= region["endColumn"]
assert clean["runs"][0]["results"] == [] and clean["runs"][0]["invocations"][0]["executionSuccessful"]
run = sarif["runs"][0]
assert len(run["results"]) == len(array)
assert not run["invocations"][0]["executionSuccessful"]
assert [n["descriptor"]["id"] for n in run["invocations"][0]["toolExecutionNotifications"]] == ["E0001"]
odd = [r for r in run["results"] if "od%20d%25%23%22%C3%A9" in json.dumps(r)]
place = odd[0]["locations"][0]["physicalLocation"]
assert urllib.parse.unquote(place["artifactLocation"]["uri"]) == 'many/od d%#"é.kql' # relative to the current folder
line = 'print "é😀" | where nosuch == 1'
start = len(line[:line.index("nosuch")].encode("utf-16-le")) // 2 + 1
assert place["region"]["startColumn"] == start and place["region"]["snippet"]["text"] == "nosuch", place
PYTHON
exit $failed
