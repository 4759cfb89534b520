# What bench/run and bench/scale share: the build, the data folder, generated events, turns, and statistics over rounds.
# Sourced, with `set -euo pipefail` in force. Every measurement has a name; times/NAME gets a line a round, "<seconds> <peak
# KiB> <processor seconds>", so that line k of two files is of the same round and their ratio is taken there.
# shellcheck shell=bash disable=SC2034
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${KQLC_BUILD:-}
data=${TMPDIR:-/tmp}/kqlc-bench
keep=
now=2025-06-03T00:00:00Z        # all events of gen_events and gen_security lie in the two days before
now_signin=2025-06-15T00:00:00Z # and those of gen_signin in the two weeks before
usage_of='' kqlc='' bin='' work='' times='' peer_folder='' duckdb=''
pin=()
declare -A made=() # events made in this run, to be removed at the end

say() { echo "bench: $*" >&2; }
die() {
    say "$*"
    exit 1
}

# Builds the release tree unless one was named, and takes the data folder for this run alone.
bench_start() { # TARGET...
    if [ -z "$build" ]; then
        build=$root/.build/release
        (cd "$root" && cmake --preset release -B "$build" >&2)
    fi
    say "building in $build"
    cmake --build "$build" --target "$@" >&2
    bin=$build/bin kqlc=$build/bin/kqlc usage_of=$build/bin/run_usage
    mkdir -p "$data"
    exec 9>"$data/lock"
    flock -n 9 || die "$data is in use by another run"
    work=$(mktemp -d "$data/work.XXXXXX")
    times=$work/times
    mkdir "$times"
    trap bench_end EXIT
    if command -v taskset >/dev/null; then
        # the last processor that this process may use: the first ones serve most interrupts
        pin=(taskset -c "$(taskset -cp $$ | sed 's/.*[ ,-]//')")
    else
        say 'no taskset: one-core programs are not pinned'
    fi
}

bench_end() {
    rm -rf "$work"
    [ -n "$keep" ] || rm -f "${!made[@]}"
}

need_space() { # BYTES
    local free
    free=$(df -B1 --output=avail "$data" | tail -n 1)
    [ "$free" -ge "$1" ] || die "$data needs $(($1 >> 20)) MiB, $((free >> 20)) MiB are free; use -d FOLDER or -b BYTES"
}

# The file $data/NAME.ndjson from a generator, made anew unless it is there from the same program and options; what must
# be found in it stands in FILE.truth.
generate() { # NAME GENERATOR OPTION...
    local file=$data/$1.ndjson generator=$bin/$2 stamp
    shift 2
    stamp="$* $(cksum <"$generator")"
    made[$file]=1 made[$file.truth]=1 made[$file.stamp]=1
    if [ ! -f "$file" ] || [ "$(cat "$file.stamp" 2>/dev/null)" != "$stamp" ]; then
        say "generating $file"
        "$generator" "$@" -o "$file" 2>"$file.truth"
        echo "$stamp" >"$file.stamp"
    fi
}
truth() { awk -v key="$2" '$1 == key { print $2 }' "$1.truth"; } # FILE KEY

compile() { # RULE.yaml OUTPUT [C compiler]
    "$kqlc" build ${3:+--cc "$3"} -o "$2" "$1" >&2
}

# A turn: one run of a program. Its output is in $work/out. `pinned` keeps it on one processor, `unpinned` does not;
# how many threads there are is the program's own matter.
turn() { # NAME COMMAND...
    local name=$1 status=0
    shift
    "${on[@]}" "$usage_of" "$times/$name" "$@" >"$work/out" 2>"$work/err" || status=$?
    if [ $status != 0 ]; then
        cat "$work/err" >&2
        die "$name ended with status $status: $*"
    fi
}
pinned() {
    local on=("${pin[@]}")
    turn "$@"
}
unpinned() {
    local on=()
    turn "$@"
}
expect() { # ROWS NAME: what the last turn must have found
    local got
    got=$(wc -l <"$work/out")
    [ "$got" = "$1" ] || die "$2: $got rows, the generator says $1"
}
warm_up_done() { rm -f "$times"/*; } # the first round fills caches and does not count

measured() { [ -s "$times/$1" ]; }
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
seconds() { awk '{ print $1 }' "$times/$1" | median; }
cpu_seconds() { awk '{ print $3 }' "$times/$1" | median; } # user and system, of the program and its children
peak() { awk '$2 > most { most = $2 } END { print most / 1024 }' "$times/$1"; } # MiB
# Median, least and greatest of the ratios within each round: a busy moment weighs on both sides of a ratio.
ratios() { # NAME NAME
    paste "$times/$1" "$times/$2" | awk 'NF == 6 { print $1 / $4 }' | spread
}
spread() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR] }'; }

# Where DuckDB for Node is, installed first when asked; `duckdb` is its version, or empty when it is missing.
find_duckdb() { # INSTALL, or empty
    peer_folder=$data/peers
    if [ -n "$1" ]; then "$root/bench/peers/setup" "$peer_folder"; fi
    duckdb=$(node "$root/bench/peers/duck.mjs" "$peer_folder" version - - - 2>/dev/null) ||
        say 'peer missing: DuckDB (node and @duckdb/node-api); --peers installs it'
}

# Two lines for the head of a result: what was measured on which machine.
describe_machine() {
    local commit load
    commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
    [ -z "$(git -C "$root" status --porcelain --untracked-files=no 2>/dev/null)" ] || commit="$commit and changes"
    load=$(cut -d' ' -f1 /proc/loadavg)
    echo "$(date -u +%Y-%m-%d), commit $commit. Machine: $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)," \
        "$(nproc) CPUs, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo); kernel $(uname -r)," \
        "load $load before; $("${CC:-gcc}" --version | head -n 1)."
}
