#!/bin/bash
# kqlc's command line (DESIGN section 4): exit statuses, what goes to which stream, files with odd names, the cache of
# `kqlc run` used by several at once, and what happens when the C compiler fails.
set -u
. "$(dirname "$0")/commands.sh"
export TMPDIR=$tmp/work
mkdir cache work rules rules/sub out

echo 'print x = 1 + 2' > three.kql
echo 'SecurityEvent | where EventId == 4625' > wrong.kql
printf 'id: 1\nname: a\nquery: |\n  print x = 1\n' > rules/one.yaml
printf 'name: b\nquery: |\n  print x = 2\n' > rules/sub/two.yml
printf 'tests: []\n' > rules/one.test.yaml
printf 'workbook: true\n' > rules/other.yaml

# usage
expect 2 "$kqlc"
expect 2 "$kqlc" frobnicate
expect 0 "$kqlc" --version
expect 0 "$kqlc" --help
for command in check schema explain emit build run test list; do
    expect 0 "$kqlc" $command --help
    holds stdout "usage: kqlc $command"
done
expect 2 "$kqlc" check
expect 2 "$kqlc" check --no-such-option three.kql
expect 2 "$kqlc" check --format xml three.kql
expect 2 "$kqlc" emit --format json three.kql
expect 2 "$kqlc" emit --disable-pass no-such-pass three.kql
expect 2 "$kqlc" emit -o
expect 2 "$kqlc" test three.kql
expect 2 "$kqlc" list
expect 1 "$kqlc" check missing.yaml
holds stderr "missing.yaml: No such file"

# diagnostics: on stderr, with a place; as JSON on stdout
expect 1 "$kqlc" emit wrong.kql
holds stderr "wrong.kql:1:23: error[E0301 unknown-column]"
same "$(cat stdout)" ""
expect 1 "$kqlc" check --format json wrong.kql
holds stdout '"code":"E0301"'
same "$(cat stderr)" ""
expect 0 "$kqlc" check --format json three.kql
same "$(cat stdout)" "[]"

# folders: *.yaml and *.yml with a query, not *.test.yaml
expect 1 "$kqlc" check rules
holds stderr "2 files checked"
expect 0 "$kqlc" emit -o out rules
same "$(echo out/*)" "out/one.c out/two.c"
holds out/one.c "from rules/one.yaml"
expect 0 "$kqlc" emit -o out "$tmp/rules"
holds out/two.c "from rules/sub/two.yml"
expect 2 "$kqlc" emit rules
expect 1 "$kqlc" build rules
holds stderr "not supported yet"

# schema, explain, list, dumps
expect 0 "$kqlc" schema three.kql
same "$(cat stdout)" "x: long"
expect 0 "$kqlc" schema --format json three.kql
same "$(cat stdout)" '[{"name":"x","type":"long"}]'
expect 0 "$kqlc" explain three.kql
for what in ast typed plan c tokens; do expect 0 "$kqlc" emit --dump $what three.kql; done
expect 2 "$kqlc" emit --dump nonsense three.kql
for what in tabular operators functions aggregates plugins table-functions tables; do
    expect 0 "$kqlc" list $what
    sort -c -u <(cat stdout) 2> /dev/null || LC_ALL=C sort -c -u stdout || failed=1
done
expect 0 "$kqlc" emit --time-passes three.kql
holds stderr "emit"
expect 0 "$kqlc" emit --no-line three.kql
grep -q '^#line' stdout && { echo "--no-line: there are #line directives" >&2; failed=1; }

# build: output names, odd characters, a folder in the way
expect 0 "$kqlc" build three.kql
same "$(./three)" '{"x":3}'
odd=$'a "b" $(touch pwned) \\ */ \303\251 ;.kql'
odd=${odd//\//_}
cp three.kql "$odd"
expect 0 "$kqlc" build -o odd "$odd"
same "$(./odd)" '{"x":3}'
[ -e pwned ] && { echo "a file name was run by a shell" >&2; failed=1; }
expect 1 "$kqlc" build -o out three.kql
expect 1 "$kqlc" build -o three.kql three.kql
expect 1 "$kqlc" build --cc no-such-compiler three.kql
expect 0 "$kqlc" build --debug -o debugged three.kql
same "$(./debugged)" '{"x":3}'

# run: standard input as the query, options behind FILE go to the detector, several at once on an empty cache
expect 0 "$kqlc" run three.kql --format csv
holds stdout "x"
same "$(echo 'print y = 7' | "$kqlc" run -)" '{"y":7}'
rm -rf cache/kqlc
for i in 1 2 3 4; do "$kqlc" run three.kql > run.$i & done
wait
same "$(cat run.*)" $'{"x":3}\n{"x":3}\n{"x":3}\n{"x":3}'
same "$(find cache/kqlc -type f | wc -l)" 1
expect 2 "$kqlc" run three.kql --no-such-detector-option

# the cache: what has changed is compiled again, the query as well as the files that options name; --no-cache and a size
# of 0 keep nothing; the size is kept by forgetting what was used longest ago
programs() { find cache/kqlc -type f | wc -l; }
echo 'T | count' > counts.kql
echo '{"T":{"a":"long"}}' > tables.json
same "$(echo '{"Type":"T"}' | "$kqlc" run --schema tables.json counts.kql)" '{"Count":1}'
same "$(programs)" 2
echo 'T | project a' > counts.kql
same "$(echo '{"Type":"T","a":"5"}' | "$kqlc" run --schema tables.json counts.kql)" '{"a":5}'
echo '{"T":{"a":"string"}}' > tables.json
same "$(echo '{"Type":"T","a":"5"}' | "$kqlc" run --schema tables.json counts.kql)" '{"a":"5"}'
same "$(echo '{"Type":"T","a":"5"}' | "$kqlc" run --schema tables.json counts.kql)" '{"a":"5"}'
same "$(programs)" 4
echo 'print z = 26' > other.kql
same "$("$kqlc" run --no-cache other.kql)" '{"z":26}'
same "$(KQLC_CACHE_SIZE=0 "$kqlc" run other.kql)" '{"z":26}'
same "$(programs)" 4
same "$(ls work)" ""
size=$(find cache/kqlc -type f -printf '%s\n' | sort -n | tail -n 1)
for i in 1 2 3 4 5 6 7 8; do echo "print w = $i" > "w$i.kql"; done
for i in 1 2 3 4 5 6 7 8; do KQLC_CACHE_SIZE=$((1 + size / 400000)) "$kqlc" run "w$i.kql" > run.$i & done
wait
same "$(cat run.[1-8])" "$(for i in 1 2 3 4 5 6 7 8; do echo "{\"w\":$i}"; done)"
[ "$(programs)" -lt 9 ] || { echo "the cache does not forget" >&2; failed=1; }
expect 0 "$kqlc" run w8.kql
# a warning is printed each time
echo 'let unused = 1; print x = 1' > warned.kql
for i in 1 2; do
    expect 0 "$kqlc" run warned.kql
    holds stderr "warning"
done

# a runtime that is not there, and one whose headers are broken: an internal error that keeps the C
KQLC_HOME=$tmp/nowhere expect 1 "$kqlc" build three.kql
holds stderr "KQLC_HOME"
prefix=$(dirname "$(dirname "$kqlc")")
if [ -d "$prefix/lib/kqlc" ]; then
    mkdir -p home/lib
    cp -r "$prefix/lib/kqlc" home/lib/kqlc
    echo '#error broken' >> home/lib/kqlc/include/kq/kq.h
    KQLC_HOME=$tmp/home expect 1 "$kqlc" build -o broken three.kql
    holds stderr "internal error"
    holds stderr "#error broken"
    [ -e work/kqlc-*/three.c ] || { echo "the generated C was not kept" >&2; failed=1; }
    [ -e broken ] && { echo "a detector in spite of the error" >&2; failed=1; }
fi
exit $failed
