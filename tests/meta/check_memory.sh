#!/bin/bash
# --memory-limit: a query that keeps more than that ends with a message and status 1, whatever it keeps and with any
# number of threads; one that keeps less does not notice. Hostile sizes end in bounded memory too.
set -u
. "$(dirname "$0")/commands.sh"

echo '{"T":{"k":"string","n":"long","d":"dynamic"}}' > schema.json
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "{\"Type\":\"T\",\"k\":\"key number %d\",\"n\":%d}\n", i, i % 10 }' > events.ndjson
declare -A queries=(
    [groups]='T | summarize count() by k'
    [list]='T | summarize make_list(k)'
    [set]='T | summarize make_set(k) by n'
    [sort]='T | sort by k asc'
    [join]='T | join kind=inner (T | project k) on k | count'
    [top]='T | top 50000 by k'
)
for name in "${!queries[@]}"; do
    echo "${queries[$name]}" > "$name.kql"
    expect 0 "$kqlc" build --schema schema.json -o "$name" "$name.kql"
    for threads in 1 3; do
        expect 1 "./$name" --threads $threads --memory-limit 1M events.ndjson
        holds stderr "out of memory: more than the 1048576 bytes of --memory-limit"
        expect 0 "./$name" --threads $threads --memory-limit 200M events.ndjson
        lacks stderr "out of memory"
    done
done
echo 'T | where n == 3 | summarize count() by n' > small.kql
expect 0 "$kqlc" build --schema schema.json -o small small.kql
expect 0 ./small --memory-limit 1M events.ndjson
expect 2 ./small --memory-limit nothing events.ndjson

# an array of 10^6 elements, a value of 10^5 levels, a record without an end
echo 'T | extend l = array_length(d), t = strlen(tostring(d)) | project l, t' > d.kql
expect 0 "$kqlc" build --schema schema.json -o d d.kql
{
    printf '{"Type":"T","d":['
    yes 1, | head -n 999999 | tr -d '\n'
    printf '1]}\n{"Type":"T","d":'
    head -c 100000 /dev/zero | tr '\0' '['
    head -c 100000 /dev/zero | tr '\0' ']'
    printf '}\n{"Type":"T","d":[1,2]}\n'
} > hostile.ndjson
expect 0 ./d hostile.ndjson
same "$(cat stdout)" '{"l":1000000,"t":2000001}
{"l":2,"t":5}'
holds stderr "hostile.ndjson:2: malformed record"
{ printf '{"Type":"T","k":"'; head -c 200000000 /dev/zero | tr '\0' x; printf '\n{"Type":"T","d":[1]}\n'; } > endless.ndjson
limit=400000
[ -n "${INSTRUMENT:-}" ] && limit=unlimited # sanitizers reserve the whole address space
(ulimit -v $limit; ./d endless.ndjson > stdout 2> stderr)
[ $? = 0 ] || { cat stderr; failed=1; }
same "$(cat stdout)" '{"l":1,"t":3}'
holds stderr "endless.ndjson:1: malformed record"
exit $failed
