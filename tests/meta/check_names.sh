#!/bin/bash
# The options that declare names for a query (--schema, --functions, --watchlist, --dialect) on every command that reads
# one, and `kqlc schema infer`, whose output --schema takes.
set -u
kqlc=$(realpath "${KQLC:?}")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
export XDG_CACHE_HOME=$tmp/cache
failed=0
# expect STATUS COMMAND...: output in ./stdout and ./stderr
expect() {
    local want=$1
    shift
    "$@" > stdout 2> stderr < /dev/null
    local got=$?
    [ $got = "$want" ] && return
    echo "exit status $got instead of $want: $*" >&2
    cat stderr >&2
    failed=1
}
# holds FILE TEXT
holds() {
    grep -qF -- "$2" "$1" && return
    echo "'$2' is not in $1 of the last command:" >&2
    cat "$1" >&2
    failed=1
}
same() {
    [ "$1" = "$2" ] && return
    echo "'$1' instead of '$2'" >&2
    failed=1
}

echo 'Mine_CL | where n > 1 | project n, who' > mine.kql
echo 'AlertInfo' > xdr.kql
echo '{"Mine_CL":{"n":"long","who":"string"}}' > mine.json
printf 'type,table,column\r\nstring,Mine_CL,who\r\nint32,Mine_CL,n\r\n' > mine.csv
echo '{"F":{"params":"n:long=3","body":"print n"}}' > f.json
printf 'Name,Role\nx,y\n' > vips.csv

# every command that reads a query takes them all
names=(--schema mine.json --functions f.json --watchlist vips=vips.csv --dialect m365)
for command in check schema explain emit "build -o detector"; do expect 0 "$kqlc" $command "${names[@]}" mine.kql; done
expect 0 "$kqlc" run "${names[@]}" mine.kql mine.json
for command in check schema explain emit build run; do
    expect 0 "$kqlc" $command --help
    for option in --schema --functions --watchlist --dialect; do holds stdout "$option"; done
done

# tables: JSON and CSV, the later file first
expect 1 "$kqlc" schema mine.kql
expect 0 "$kqlc" schema --schema mine.json mine.kql
same "$(cat stdout)" $'n: long\nwho: string'
expect 0 "$kqlc" schema --schema mine.json --schema=mine.csv mine.kql
same "$(cat stdout)" $'n: int\nwho: string'
printf 'table,column,type\nT,a,strin\n' > bad.csv
expect 1 "$kqlc" schema --schema bad.csv mine.kql
holds stderr "bad.csv:2: not a KQL type: 'strin'"
expect 1 "$kqlc" schema --schema missing.json mine.kql
holds stderr "missing.json: No such file"
: > empty
expect 1 "$kqlc" schema --schema empty mine.kql
holds stderr "empty:1: not a JSON object of tables"

# dialects
expect 0 "$kqlc" schema xdr.kql
grep -q '^Timestamp: ' stdout && { echo "sentinel: AlertInfo has a Timestamp" >&2; failed=1; }
expect 0 "$kqlc" schema --dialect m365 xdr.kql
same "$(head -n 1 stdout)" "Timestamp: datetime"
same "$(tail -n 1 stdout)" "ReportId: long"
expect 2 "$kqlc" schema --dialect sql xdr.kql

# functions and watchlists: files that cannot be used
echo '{"F":{"body":1}}' > wrong.json
expect 1 "$kqlc" check --functions wrong.json mine.kql
holds stderr 'wrong.json:1: "body" is a text'
expect 1 "$kqlc" check --functions missing.kql mine.kql
mkdir saved
echo 'T | take 1' > saved/Parser.kql
printf 'FunctionName: P\nFunctionQuery: T\n' > saved/p.yaml
expect 0 "$kqlc" schema --functions saved --schema mine.json mine.kql
for wrong in vips =vips.csv vips= vips=missing.csv vips=empty 'a/b=vips.csv'; do
    expect 1 "$kqlc" check --watchlist "$wrong" mine.kql
done

# schema infer: help, envelopes and files, its output as a schema
expect 0 "$kqlc" schema infer --help
holds stdout "usage: kqlc schema infer"
expect 2 "$kqlc" schema infer
expect 2 "$kqlc" schema infer --format text mine.json
expect 2 "$kqlc" schema infer --schema mine.json mine.json
expect 1 "$kqlc" schema infer empty
expect 1 "$kqlc" schema infer missing.ndjson
printf '%s\n' '{"n":1,"when":"2024-05-06T07:08:09Z","x":null}' 'broken' '{"n":2.5,"d":{"a":1}}' > Mine_CL.ndjson
expect 0 "$kqlc" schema infer Mine_CL.ndjson
holds stderr "1 malformed record, the first on line 2"
holds stderr "column 'x' never has a value"
cp stdout inferred.json
echo 'Mine_CL' > all.kql
expect 0 "$kqlc" schema --schema inferred.json all.kql
same "$(cat stdout)" $'n: real\nwhen: datetime\nx: string\nd: dynamic'
expect 0 "$kqlc" schema infer --format csv --table Mine_CL vips.csv
same "$(cat stdout)" $'table,column,type\nMine_CL,Name,string\nMine_CL,Role,string'
cp stdout inferred.csv
expect 0 "$kqlc" schema --schema inferred.csv all.kql
same "$(cat stdout)" $'Name: string\nRole: string'
same "$(echo '{"Type":"In_CL","a":true}' | "$kqlc" schema infer --format csv - | tail -n 1)" "In_CL,a,bool"
# a query of that name is still a file
cp mine.kql infer
expect 0 "$kqlc" schema --schema mine.json ./infer
exit $failed
