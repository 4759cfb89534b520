#!/bin/bash
# Whatever the number of threads, a detector writes the same bytes: rows, messages, malformed records, exit status. With
# --chunk-size even small files are shared out, in pieces of about that size, so that threads meet everywhere in them.
set -u
rules=$(realpath "${SOURCE_DIR:?}/rules")
. "$(dirname "$0")/commands.sh"
# A run that ends early leaves its state to the system.
export ASAN_OPTIONS=detect_leaks=0

# alike [FILE <] COMMAND...: the command does the same with 1, 2, 3 and 8 threads. Malformed records are in ./bad.
alike() {
    local input=/dev/null n
    if [ "${2-}" = "<" ]; then
        input=$1
        shift 2
    fi
    for n in 1 2 3 8; do
        : > bad
        "$@" --threads $n < "$input" > "out.$n" 2> "err.$n"
        echo "exit status $?" >> "err.$n"
        mv bad "bad.$n"
        if ! cmp -s "out.$n" out.1 || ! cmp -s "err.$n" err.1 || ! cmp -s "bad.$n" bad.1; then
            echo "$n threads: other output than one thread: $* < $input" >&2
            diff "err.1" "err.$n" | head -n 6 >&2
            failed=1
        fi
    done
}

# repeat FILE BYTES: the file's text again and again
repeat() {
    LC_ALL=C awk -v bytes="$2" 'BEGIN { RS = "\001" } { text = $0 }
        END { for (n = 0; n < bytes; n += length(text)) printf "%s", text }' "$1" | head -c "$2"
}

# ---- rules ----------------------------------------------------------------------------------------------------------
for rule in "$rules"/*.yaml; do
    name=$(basename "$rule" .yaml)
    case $name in *.test) continue ;; esac
    args=$(cat "$rules/$name.args" 2> /dev/null)
    "$kqlc" build -o det "$rule" || exit 1
    repeat "$rules/$name.events.ndjson" 6000000 > many.ndjson
    for extra in --rows --alerts; do
        # shellcheck disable=SC2086 # options are words
        alike ./det $args $extra many.ndjson
    done
    # shellcheck disable=SC2086
    alike many.ndjson "<" ./det $args --rows
    for extra in "--chunk-size 1000" "--chunk-size 300 --no-prefilter" "--chunk-size 70 --format csv" \
        "--chunk-size 2000 --format table" "--chunk-size 5000 --format json"; do
        # shellcheck disable=SC2086
        alike ./det $args --rows $extra "$rules/$name.events.ndjson" "$rules/$name.events.ndjson"
        # shellcheck disable=SC2086
        alike "$rules/$name.events.ndjson" "<" ./det $args --rows $extra
    done
done

# ---- awkward inputs: a state that is merged, one that is not, rows in input order --------------------------------------
echo '{"T":{"a":"long","s":"string"}}' > schema.json
echo 'T | where a >= 0 | project a, s' > filter.kql
echo 'T | summarize n = count(), top_a = max(a), texts = make_set(s) by g = a % 7' > groups.kql
echo 'T | where s has "needle" | summarize n = count(), r = avg(a * 0.1) by g = a % 3' > needle.kql
for q in filter groups needle; do "$kqlc" build --schema schema.json -o "$q" "$q.kql" || exit 1; done

# records of many lengths, now and then something else: malformed, blank, CRLF, too long, an envelope
awk 'BEGIN {
    for (i = 0; i < 800; i++) {
        text = sprintf("%*s", i * 37 % 211, ""); gsub(/ /, "x", text)
        end = i % 13 == 0 ? "\r\n" : "\n"
        printf "{\"a\":%d,\"s\":\"%s%s\"}%s", i, i % 5 == 0 ? "needle " : "", text, end
        if (i % 17 == 0) printf "{\"a\":%d,\"s\":\"needle", i
        if (i % 17 == 0) printf end
        if (i % 19 == 0) printf "\n  \n\r\n"
        if (i % 101 == 0) { for (k = 0; k < 700; k++) printf "needle z"; printf "\n" }
        if (i % 53 == 0) printf "{\"records\":[{\"a\":%d,\"s\":\"needle\"},{\"a\":tru},7,{\"a\":-1}]}\n", i
        if (i % 59 == 0) printf "{\"records\":[{\"a\":%d,\"s\":\"needle\"},{\"a\":2}]}\n", i
    }
    printf "{\"a\":1,\"s\":\"needle without a newline\"}"
}' > T.ndjson
printf '\xef\xbb\xbf\n\n  {"a":1,"s":"needle"}\n' | cat - T.ndjson > bom.ndjson
{ printf '['; for i in $(seq 200); do printf '{"a":%d,"s":"needle"},\n' "$i"; done; printf '{"a":tru},{"a":5}]'; } > array.json
head -n 3 T.ndjson > few.ndjson
head -n 400 T.ndjson | grep -v -e records -e zzz | grep '}' > sound.ndjson
: > empty.ndjson
for q in filter groups needle; do
    for size in 13 100 4096 50000; do
        alike "./$q" --chunk-size $size --rejects bad T=T.ndjson
        alike "./$q" --chunk-size $size --rejects bad --max-record 5000 T=bom.ndjson
        alike T.ndjson "<" "./$q" --chunk-size $size --rejects bad --max-record 100 T=-
        alike "./$q" --chunk-size $size --rejects bad T=few.ndjson T=empty.ndjson T=T.ndjson T=sound.ndjson T=few.ndjson
    done
    alike "./$q" --chunk-size 1 --rejects bad T=few.ndjson T=few.ndjson
    alike "./$q" --chunk-size 100 --rejects bad T=T.ndjson T=array.json T=few.ndjson
    alike array.json "<" "./$q" --chunk-size 100 --rejects bad T=-
    alike "./$q" --chunk-size 100 --strict --rejects bad T=sound.ndjson T=T.ndjson
    alike sound.ndjson "<" "./$q" --chunk-size 100 --strict T=- T=array.json T=sound.ndjson
    alike "./$q" --chunk-size 100 T=sound.ndjson T=/dev/null T=no-such-file T=T.ndjson
    alike "./$q" --chunk-size 100 T=sound.ndjson T=. T=T.ndjson
    alike "./$q" --chunk-size 100 other=sound.ndjson sound.ndjson
    repeat T.ndjson 9000000 > long.ndjson
    alike "./$q" --rejects bad T=long.ndjson
    alike long.ndjson "<" "./$q" --rejects bad --max-record 2000 T=-
done
# Rows of every format, more of them than a segment of the input keeps in memory, and an output that cannot be written.
echo 'T | where a >= 0 | project a, s, t = strcat(s, ",\"", s, s, s), u = strcat(s, s, s, s)' > wide.kql
"$kqlc" build --schema schema.json -o wide wide.kql || exit 1
for format in ndjson json csv table; do
    for size in 100 4096; do alike ./wide --format $format --chunk-size $size --rejects bad T=bom.ndjson T=T.ndjson; done
    alike ./wide --format $format T=long.ndjson
    cp out.1 default.want
    ./wide --format $format T=long.ndjson > default.out 2> /dev/null
    cmp default.out default.want || failed=1
    for n in 1 2 3; do
        expect 1 ./wide --format $format --threads $n -o /dev/full T=long.ndjson
        holds stderr "/dev/full: No space left on device"
    done
    alike ./wide --format $format --strict --rejects bad T=long.ndjson
done
holds err.1 "malformed"
# What is said does not depend on the clause that is searched for either, which changes with what the input is like.
# The window and the missing table are reported by number.
cat > spindle.yaml << 'END'
id: 00000000-0000-0000-0000-000000000001
name: spindle
description: Both words.
severity: Low
kind: Scheduled
version: 1.0.0
queryFrequency: 1d
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: []
relevantTechniques: []
query: |
  T
  | where s has "needle" and s has "spindle" and s has "thread"
  | summarize n = count() by b = a % 3
END
echo '{"T":{"TimeGenerated":"datetime","a":"long","s":"string"}}' > schema.json
"$kqlc" build --schema schema.json -o spindle spindle.yaml || exit 1
awk 'BEGIN {
    split("needle spindle thread", words)
    for (i = 0; i < 4000; i++) {
        common = words[int(i / 1300) % 3 + 1]
        text = common
        for (w in words) if (i * 7 % (words[w] == common ? 2 : 11) == 0) text = text " " words[w]
        printf "{\"TimeGenerated\":\"2025-01-%02dT00:00:00Z\",\"a\":%d,\"s\":\"%s\"%s\n", i % 3 + 1, i, text, i % 5 == 0 ? "" : "}"
    }
}' > mixed.ndjson
head -n 2 mixed.ndjson > start.ndjson
cp mixed.ndjson T.ndjson
for inputs in "T=mixed.ndjson" "mixed.ndjson" "T.ndjson" "T=start.ndjson mixed.ndjson T.ndjson"; do
    for size in 400000 50000 3000 200; do
        # shellcheck disable=SC2086
        alike ./spindle --rows --now 2025-01-03T00:00:00Z --chunk-size $size --rejects bad $inputs
        [ $size = 400000 ] && cp out.1 out.want && cp err.1 err.want && cp bad.1 bad.want
        cmp out.1 out.want && cmp err.1 err.want && cmp bad.1 bad.want || failed=1
    done
done
holds err.1 "outside the window"

# An alert gathers entities in the order of the rows, up to a limit for each mapping and in all.
sed -e '/summarize/d' -e 's/where s has.*/where a >= 0 | extend n = tostring(a), c = tostring(a % 5)/' spindle.yaml > alert.yaml
cat >> alert.yaml << 'END'
entityMappings:
  - entityType: Account
    fieldMappings:
      - {identifier: FullName, columnName: s}
      - {identifier: Sid, columnName: n}
  - entityType: Host
    fieldMappings:
      - {identifier: HostName, columnName: c}
  - entityType: IP
    fieldMappings:
      - {identifier: Address, columnName: s}
END
"$kqlc" build --schema schema.json -o alert alert.yaml || exit 1
head -n 150 mixed.ndjson > some.ndjson
for day in 02 03 04 09; do
    for size in 200 3000 50000; do
        for inputs in "T=some.ndjson" "T=mixed.ndjson" "T=start.ndjson T=mixed.ndjson T=some.ndjson"; do
            # shellcheck disable=SC2086
            alike ./alert --fail-on-alert --now 2025-01-${day}T00:00:00Z --chunk-size $size --rejects bad $inputs
        done
    done
done
repeat mixed.ndjson 9000000 > long.ndjson
alike ./alert --now 2025-01-03T00:00:00Z T=long.ndjson
holds out.1 HostName

yes '{}' | head -c 3000000 > tiny.ndjson
alike tiny.ndjson "<" ./filter T=-
yes 'x' | head -c 3000000 > wrong.ndjson
alike ./groups --rejects bad --chunk-size 300000 T=wrong.ndjson

# ---- pipes ----------------------------------------------------------------------------------------------------------
# waits for a command that becomes true
until_true() {
    local i
    for i in $(seq 600); do
        "$@" && return
        sleep 0.1
    done
    echo "in vain for a minute: $*" >&2
    failed=1
}
lines() { [ "$(wc -l < "$1")" -ge "$2" ]; }
gone() { ! kill -0 "$1" 2> /dev/null; }
for extra in "" "--chunk-size 64K"; do
    rm -f pipe && mkfifo pipe
    # shellcheck disable=SC2086
    ./filter --threads 3 $extra T=pipe > rows 2> stderr &
    exec 3> pipe
    for i in 1 2 3 4; do
        echo "{\"a\":$i}" >&3
        until_true lines rows $i
    done
    exec 3>&-
    wait
    # a malformed record ends a strict run even when no more input comes
    # shellcheck disable=SC2086
    ./filter --threads 3 --strict $extra T=pipe > rows 2> stderr &
    child=$!
    exec 3> pipe
    for i in 1 2 3 4; do echo "{\"a\":$i}" >&3; done
    until_true lines rows 4
    echo "{\"a\":tru}" >&3
    until_true gone $child
    exec 3>&-
    wait $child
    same $? 1
    same "$(cat rows)" $'{"a":1,"s":""}\n{"a":2,"s":""}\n{"a":3,"s":""}\n{"a":4,"s":""}'
done

expect 2 ./filter --threads 0 T=T.ndjson
expect 2 ./filter --threads 257 T=T.ndjson
expect 0 ./filter --threads 256 T=T.ndjson
exit $failed
