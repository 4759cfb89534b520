#!/bin/bash
# Inputs that are not JSON, and what a query reads besides events: delimited text with any number of threads and chunk
# size, watchlists, external data, records that are normalised already.
set -u
. "$(dirname "$0")/commands.sh"

echo '{"T":{"a":"long","s":"string","d":"dynamic","t":"datetime"}}' > schema.json
echo 'T | project a, s, x = d.x, t' > q.kql
expect 0 "$kqlc" build --schema schema.json -o d q.kql
# RFC 4180: quotes, a quoted newline, an empty line, a row with too many fields, a quote inside, no newline at the end
printf '\357\273\277a,s,d,t\r\n1,"x, ""y""\nz","{""x"":5}",2024-01-02\r\n2,short\n\n3,a,b,c,d,e\n4,5"6,,' > T.csv
cat > want << 'END'
{"a":1,"s":"x, \"y\"\nz","x":5,"t":"2024-01-02T00:00:00.0000000Z"}
{"a":2,"s":"short","x":null,"t":null}
{"a":4,"s":"5\"6","x":null,"t":null}
END
for options in "" "--chunk-size 1" "--chunk-size 7 --threads 3" "--threads 2" "--no-prefilter --kernel scalar"; do
    # shellcheck disable=SC2086
    expect 0 ./d $options --rejects rejects T.csv
    cmp stdout want || failed=1
    holds stderr "T.csv:6: malformed record: more fields than the first row has names"
    same "$(cat rejects)" '3,a,b,c,d,e'
done
expect 1 ./d --strict T.csv
gzip -k T.csv
expect 0 ./d T.csv.gz
cmp stdout want || failed=1
./d --input-format csv T=- < T.csv 2> stderr | cmp - want || failed=1
sed '1s/^\xEF\xBB\xBF//' T.csv | sed 's/,/\t/g' > T.tsv
sed 's/,/|/g' T.csv > T.psv
expect 0 ./d T.tsv
holds stdout '{"a":2,"s":"short"'
expect 0 ./d T.psv
holds stdout '{"a":2,"s":"short"'
expect 2 ./d --input-format xls T.csv
holds stderr "'xls' is not json, csv, tsv or psv"
{ printf 'a,s\n1,"'; head -c 3000000 /dev/zero | tr '\0' 'x'; } > T.csv
expect 1 ./d --max-record 1M T.csv
holds stderr "a row is longer than --max-record"

# external data: named by its URI, without a header, in front of the events
cat > e.kql << 'END'
let ioc = externaldata(ip: string, n: int)[@"https://x/y.csv?a=b"] with (format="csv", ignoreFirstRecord=true);
T | join kind=inner (ioc | where n > 1) on $left.s == $right.ip | project a, n
END
printf 'IP,N\n1.2.3.4,1\n5.6.7.8,2\n' > ioc.csv
printf '{"Type":"T","a":7,"s":"5.6.7.8"}\n{"Type":"T","a":8,"s":"1.2.3.4"}\n' > events.ndjson
expect 0 "$kqlc" build --schema schema.json -o e e.kql
expect 0 ./e --external 'https://x/y.csv?a=b=ioc.csv' events.ndjson
same "$(cat stdout)" '{"a":7,"n":2}'
expect 0 ./e --threads 2 --chunk-size 5 --external='https://x/y.csv?a=b=ioc.csv' events.ndjson
same "$(cat stdout)" '{"a":7,"n":2}'
expect 2 ./e events.ndjson
holds stderr "give it with --external https://x/y.csv?a=b=FILE"
expect 1 ./e --external 'https://x/y.csv?a=b=missing.csv' events.ndjson
holds stderr "missing.csv"
printf 'line one\nline two\n' > lines.txt
echo 'externaldata(line: string)["https://x/l.txt", "https://x/m.txt"] | where line has "two"' > l.kql
expect 0 "$kqlc" build -o l l.kql
expect 0 ./l --external https://x/l.txt=lines.txt --external https://x/m.txt=lines.txt
same "$(grep -c two stdout)" 2
echo 'externaldata(a: string)["https://x/l.parquet"]' > p.kql
expect 1 "$kqlc" build -o p p.kql
holds stderr "externaldata of parquet"

# JSON by the paths of a mapping; what it does not name is null
cat > map.kql << 'END'
externaldata(ip: string, port: int, name: string, tags: dynamic, other: long, port_text: string)["https://x/list.json"]
    with (format="multijson", ingestionMapping='[{"Column":"ip","Properties":{"Path":"$.ip_address"}},
    {"Column":"port","Properties":{"Path":"$.port"}}, {"Column":"port_text","Properties":{"Path":"$[\'port\']"}},
    {"column":"name","path":"$.who.name[\'first one\']"}, {"Column":"tags","Properties":{"Path":"$.who.tags"}}]')
END
tr -d '\n' < map.kql > flat.kql
cat > list.json << 'END'
[
  {"ip_address": "1.2.3.4", "port": 443, "who": {"name": {"first one": "Ada"}, "tags": [1, 2]}, "other": 5},
  {"ip_address": "5.6.7.8", "port": "80", "who": 7}
]
END
expect 0 "$kqlc" build -o map flat.kql
expect 0 ./map --external https://x/list.json=list.json
same "$(cat stdout)" '{"ip":"1.2.3.4","port":443,"name":"Ada","tags":[1,2],"other":null,"port_text":"443"}
{"ip":"5.6.7.8","port":80,"name":"","tags":null,"other":null,"port_text":"80"}'
for path in '$.a[0]' '$..a' '$.*' 'a' '$'; do
    echo "externaldata(a: string)['https://x/l.json'] with (ingestionMapping='[{\"Column\":\"a\",\"Path\":\"$path\"}]')" > p.kql
    expect 1 "$kqlc" build -o p p.kql
    holds stderr "ingestionMapping: the path"
done

# a list that is known before the events: rows are looked up as they come, on any number of threads
cat > early.kql << 'END'
let ioc = externaldata(ip: string)["https://x/ips.txt"] | where isnotempty(ip) | extend ip = trim(" ", ip);
T | where s in (ioc) | summarize n = count() by s
END
printf ' 5.6.7.8 \n\n9.9.9.9\n' > ips.txt
for i in $(seq 1 400); do printf '{"Type":"T","s":"5.6.7.8"}\n{"Type":"T","s":"1.1.1.%d"}\n' $((i % 250)); done > many.ndjson
expect 0 "$kqlc" build --schema schema.json -o early early.kql
expect 0 "$kqlc" explain --schema schema.json early.kql
holds stdout "left     is not kept"
for options in "" "--threads 3 --chunk-size 50" "--threads 2 --chunk-size 999 --no-prefilter"; do
    # shellcheck disable=SC2086
    expect 0 ./early $options --external https://x/ips.txt=ips.txt many.ndjson
    same "$(cat stdout)" '{"s":"5.6.7.8","n":400}'
done

# watchlists: columns when the detector is built, rows when it runs
echo "_GetWatchlist('vips') | where Role == 'cfo' | project Name, SearchKey" > w.kql
printf 'Name,Role,SearchKey\nAda,cfo,ada\nBob,dev,bob\n' > vips.csv
printf 'Name,Role\nAda,cfo\n' > keyless.csv
expect 0 "$kqlc" build --watchlist vips=vips.csv -o w w.kql
expect 0 ./w --watchlist vips=vips.csv --watchlist other=vips.csv
same "$(cat stdout)" '{"Name":"Ada","SearchKey":"ada"}'
holds stderr "note: the query does not read watchlist other=vips.csv"
expect 1 ./w --watchlist vips=keyless.csv
holds stderr "it has no column that the query reads"
expect 2 ./w
holds stderr "give it with --watchlist vips=FILE.csv"
expect 0 "$kqlc" run --watchlist vips=vips.csv w.kql
same "$(cat stdout)" '{"Name":"Ada","SearchKey":"ada"}'

# ASIM: normalised records, filtered by the call's arguments
echo "_Im_Dns(domain_has_any=dynamic(['evil.com']), responsecodename='NXDOMAIN') | project SrcIpAddr" > asim.kql
record='"SrcIpAddr":"1.2.3.4","EventResultDetails":"nxdomain"'
printf '{%s,"DnsQuery":"a.evil.com"}\n{%s,"DnsQuery":"a.evil.org"}\n' "$record" "$record" > dns.ndjson
expect 0 "$kqlc" build -o asim asim.kql
expect 0 ./asim _Im_Dns=dns.ndjson
same "$(cat stdout)" '{"SrcIpAddr":"1.2.3.4"}'
echo "_Im_Dns(pack=true)" > asim.kql
expect 1 "$kqlc" build -o asim asim.kql
holds stderr "U0006"
exit $failed
