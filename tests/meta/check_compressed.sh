#!/bin/bash
# Compressed inputs give the bytes that plain ones give: every sample file of rules/, by gzip and by zstd, as a file under
# any name and on standard input, in several members. What is missing or damaged is said, after the rows of the sound part.
set -u
. "$(dirname "$0")/commands.sh"
for tool in gzip zstd; do
    command -v "$tool" > /dev/null || { echo "no $tool"; exit 77; }
done

packers=("gzip -9" "zstd -q -19 --long=27 --no-check")
for rule in "${SOURCE_DIR:?}"/rules/*.yaml; do
    events=${rule%.yaml}.events.ndjson
    read -ra args < "${rule%.yaml}.args"
    "$kqlc" build -o d "$rule" || exit 1
    expect 0 ./d "${args[@]}" "$events"
    cp stdout want
    half=$(($(wc -c < "$events") / 2))
    for packer in "${packers[@]}"; do
        name=${events##*/} ending=gz
        name=${name%.ndjson}
        [ "${packer%% *}" = zstd ] && ending=zst
        $packer -c < "$events" > "$name.ndjson.$ending"
        { head -c $half "$events" | $packer -c; tail -c +$((half + 1)) "$events" | $packer -c; head -c 512 /dev/zero; } > parts
        expect 0 ./d "${args[@]}" "$name.ndjson.$ending"
        cmp stdout want || failed=1
        expect 0 ./d "${args[@]}" --chunk-size 7 parts
        cmp stdout want || failed=1
        ./d "${args[@]}" < parts 2> stderr | cmp - want || failed=1
        cat parts | ./d "${args[@]}" - 2> stderr | cmp - want || failed=1
    done
    cp "$events" plain.gz
    expect 0 ./d "${args[@]}" plain.gz
    cmp stdout want || failed=1
done

echo '{"T":{"a":"long","s":"string"}}' > schema.json
echo 'T | where a > 0 | project a' > rows.kql
echo 'T | where a > 0 | summarize n = count()' > count.kql
"$kqlc" build --schema schema.json -o rows rows.kql && "$kqlc" build --schema schema.json -o count count.kql || exit 1

# the file's name still gives the table, and nothing is in an empty file
for ((i = 1; i <= 20000; i++)); do echo "{\"a\":$i,\"s\":\"$((i * 7919 % 10007))\"}"; done > T.ndjson
gzip -k T.ndjson
zstd -q -k T.ndjson
for input in T.ndjson.gz T.ndjson.zst; do
    expect 0 ./count $input
    same "$(cat stdout)" '{"n":20000}'
done
: > empty
gzip -c empty > empty.gz
zstd -q -c empty > empty.zst
for input in empty empty.gz empty.zst /dev/null; do
    expect 0 ./count "T=$input"
    same "$(cat stdout)" '{"n":0}'
done

# records of all lengths, and text that repeats over the whole window of a frame
awk 'BEGIN {
    srand(7)
    for (i = 0; i < 500; i++) word[i] = sprintf("%d%x", rand() * 1e6, rand() * 1e9)
    while (n < 6e6) {
        printf "{\"a\":1,\"s\":\""
        for (k = 6 ^ (rand() * 6.3); k > 0; k--) {
            w = word[int(rand() * 500)]
            printf "%s", w
            n += length(w)
        }
        print "\"}"
    }
}' > long.ndjson
echo 'T | where a > 0 | project s' > text.kql
"$kqlc" build --schema schema.json -o text text.kql || exit 1
expect 0 ./text T=long.ndjson
cp stdout want
for packer in gzip "zstd -q -1 --zstd=wlog=10" "zstd -q -1 --zstd=wlog=17" "zstd -q -3"; do
    { head -c 2000000 long.ndjson | $packer -c; tail -c +2000001 long.ndjson | $packer -c; } > long
    for chunk in 1000 64M; do
        expect 0 ./text --chunk-size $chunk T=long
        cmp stdout want || failed=1
    done
done

# cut off, damaged in the middle, and followed by something else
for ending in gz zst; do
    size=$(wc -c < T.ndjson.$ending)
    head -c $((size - 6)) T.ndjson.$ending > cut
    expect 1 ./rows T=cut
    holds stderr "cut: the compressed data ends early"
    rows=$(wc -l < stdout)
    seq $rows | sed 's/.*/{"a":&}/' | cmp - stdout || failed=1
    # libzstd hands out whole blocks of 128 KiB
    [ $rows -ge 10000 ] || { echo "only $rows rows in front of the cut in .$ending" >&2; failed=1; }
    ./count T=- < cut > stdout 2> stderr
    same $? 1
    same "$(cat stdout)" "{\"n\":$rows}"
    holds stderr "<stdin>: the compressed data ends early"
    expect 1 ./count T=cut T=T.ndjson
    same "$(cat stdout)" "{\"n\":$((rows + 20000))}"

    { head -c $((size / 2)) T.ndjson.$ending; printf '\377\0\377\0\377\0\377'; tail -c +$((size / 2 + 8)) T.ndjson.$ending; } > bad
    expect 1 ./count T=bad
    holds stderr "count: bad: damaged "

    { cat T.ndjson.$ending; echo '{"a":1}'; } > tail
    expect 1 ./count T=tail
    same "$(cat stdout)" '{"n":20000}'
    holds stderr "tail: what follows the compressed data is neither gzip nor zstd"
done

# a window over the limit, told from the frame's header
head -c 1000 /dev/zero | zstd -q --long=28 > wide.zst
expect 1 ./count T=wide.zst
holds stderr "wide.zst: the zstd frame needs a window of more than 2^27 bytes"

# a small file that is one long line: over --max-record, and never whole in memory
head -c 100000000 /dev/zero | tr '\0' x | gzip -1 > long.gz
expect 0 "${BUILD_DIR:?}/bin/run_usage" usage ./count --max-record 1M T=long.gz
same "$(cat stdout)" '{"n":0}'
read -r _ peak _ < usage
[ "$peak" -lt 60000 ] || { echo "$peak KiB for a record that is passed over" >&2; failed=1; }
exit $failed
