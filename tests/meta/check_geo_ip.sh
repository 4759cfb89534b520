#!/bin/bash
# geo_info_from_ip_address with a small database, without one, and with files that are none: each byte of the database
# wrong in turn, and cut short, must neither crash the detector nor hang it.
set -u
. "$(dirname "$0")/commands.sh"
command -v python3 > /dev/null || { echo "python3 is not installed"; exit 77; }

python3 "$SOURCE_DIR/tests/tools/make_mmdb.py" db.mmdb << 'END'
{"20.53.203.0/24": {"country": {"names": {"en": "Australia", "de": "Australien"}, "iso_code": "AU"},
   "subdivisions": [{"names": {"en": "New South Wales"}}], "city": {"names": {"en": "Sydney"}},
   "location": {"latitude": -33.8715, "longitude": 151.2006}},
 "2a03:2880::/32": {"country": {"names": {"en": "United States"}}, "location": {"latitude": 26.3594, "longitude": -80.0771}},
 "10.1.0.0/16": {"country": {"names": {"de": "Nirgendwo"}}, "city": 5, "location": []},
 "203.0.113.7/32": {"country": {"names": {"en": "Österreich"}}}}
END
echo '{"T":{"ip":"string"}}' > schema.json
echo 'T | extend place = geo_info_from_ip_address(ip) | project ip, place, city = tostring(place.city)' > q.kql
"$kqlc" build --schema schema.json -o d q.kql || exit 1
for ip in 20.53.203.50 2a03:2880:f12c:83:face:b00c::25de ::ffff:20.53.203.1 10.1.2.3 203.0.113.7 203.0.113.8 127.0.0.1 \
    20.53.203.0/24 nonsense 1.2.3 "" " 20.53.203.50"; do echo "{\"ip\":\"$ip\"}"; done > T.ndjson
echo '{}' >> T.ndjson

expect 0 ./d --geo-ip db.mmdb T.ndjson
sydney='{"country":"Australia","state":"New South Wales","city":"Sydney","latitude":-33.8715,"longitude":151.2006}'
same "$(cat stdout)" '{"ip":"20.53.203.50","place":'"$sydney"',"city":"Sydney"}
{"ip":"2a03:2880:f12c:83:face:b00c::25de","place":{"country":"United States","state":"","city":"","latitude":26.3594,"longitude":-80.0771},"city":""}
{"ip":"::ffff:20.53.203.1","place":'"$sydney"',"city":"Sydney"}
{"ip":"10.1.2.3","place":{"country":"","state":"","city":"","latitude":null,"longitude":null},"city":""}
{"ip":"203.0.113.7","place":{"country":"Österreich","state":"","city":"","latitude":null,"longitude":null},"city":""}
{"ip":"203.0.113.8","place":null,"city":""}
{"ip":"127.0.0.1","place":null,"city":""}
{"ip":"20.53.203.0/24","place":null,"city":""}
{"ip":"nonsense","place":null,"city":""}
{"ip":"1.2.3","place":null,"city":""}
{"ip":"","place":null,"city":""}
{"ip":" 20.53.203.50","place":null,"city":""}
{"ip":"","place":null,"city":""}'

# the database belongs to the run, not to the compiler: a constant address is not looked up there
echo "print geo_info_from_ip_address('20.53.203.50').country" > constant.kql
expect 0 "$kqlc" run constant.kql --geo-ip db.mmdb
same "$(cat stdout)" '{"print_0":"Australia"}'
expect 2 "$kqlc" run constant.kql
holds stderr "--geo-ip FILE.mmdb"
expect 2 ./d T.ndjson
expect 1 ./d --geo-ip no-such-file T.ndjson
holds stderr no-such-file
expect 1 ./d --geo-ip T.ndjson T.ndjson

# a query without the function takes the option and does not look
echo 'T | count' > count.kql
"$kqlc" build --schema schema.json -o c count.kql || exit 1
expect 0 ./c --geo-ip no-such-file T.ndjson

python3 - << 'END' || failed=1
import subprocess, sys
whole = open('db.mmdb', 'rb').read()
cut = [whole[:n] for n in range(0, len(whole), 29)]
marker = whole.index(b'\xab\xcd\xefMaxMind.com')
wrong = [whole[:i] + bytes([whole[i] ^ flip]) + whole[i + 1:]
         for flip in (0xff, 0x40) for i in list(range(0, marker - 300, 97)) + list(range(marker - 300, len(whole), 3))]
for bytes_ in cut + wrong:
    open('bad.mmdb', 'wb').write(bytes_)
    r = subprocess.run(['./d', '--geo-ip', 'bad.mmdb', 'T.ndjson'], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=20)
    if r.returncode not in (0, 1):
        sys.exit(f'exit status {r.returncode} with a damaged database of {len(bytes_)} bytes: {r.stderr.decode()[-300:]}')
END
exit $failed
