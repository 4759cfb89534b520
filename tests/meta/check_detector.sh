#!/bin/bash
# A detector's command line (DESIGN section 4): exit statuses, --rejects word for word, --strict, -o, inputs, output that
# cannot be written, and records of awkward sizes.
set -u
. "$(dirname "$0")/commands.sh"

echo '{"T":{"a":"long","s":"string"}}' > schema.json
echo 'T | where a > 0 | project a' > q.kql
"$kqlc" build --schema schema.json -o d q.kql || exit 1

printf '{"a":1}\n{"a":tru}\n\xef\xbb\xbf\n{"a":2}\r\nnonsense \xff\n{"records":[{"a":3},7,{"a":4}]}\n{"a":5' > T.ndjson
expect 0 ./d --rejects bad T.ndjson
same "$(cat stdout)" $'{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}'
printf '{"a":tru}\n\xef\xbb\xbf\nnonsense \xff\n7\n{"a":5\n' > want
cmp -s bad want || { echo "--rejects is not word for word:" >&2; cat -v bad >&2; failed=1; }
grep -q 'T.ndjson:2: ' stderr || { echo "the place of the first malformed record is missing" >&2; failed=1; }
grep -q '5 malformed records' stderr || { echo "the number of malformed records is missing" >&2; failed=1; }
expect 1 ./d --strict T.ndjson
expect 0 ./d --fail-on-alert -o out.ndjson T=/dev/null
same "$(cat out.ndjson)" ""
expect 3 ./d --fail-on-alert T.ndjson
expect 0 ./d --list-tables
same "$(cat stdout)" T
expect 1 ./d no-such-file
expect 1 ./d -o no-such-folder/out T.ndjson
expect 1 ./d .
expect 2 ./d --no-such-option
expect 2 ./d --format xml T.ndjson
expect 2 ./d --now yesterday T.ndjson
expect 2 ./d --alerts T.ndjson
./d T.ndjson > /dev/full 2> /dev/null && { echo "a full disk went unnoticed" >&2; failed=1; }

# a 64 MiB text: over the default --max-record with what stands around it, under a larger one
{ printf '{"a":6}\n{"s":"'; head -c 67108864 /dev/zero | tr '\0' x; printf '","a":7}\n{"a":8}\n'; } > big.ndjson
expect 0 ./d T=big.ndjson
same "$(cat stdout)" $'{"a":6}\n{"a":8}'
expect 0 ./d --max-record 65M T=big.ndjson
same "$(cat stdout)" $'{"a":6}\n{"a":7}\n{"a":8}'
exit $failed
