# Prints what bench/run measured as Markdown: the goals first, then what stands behind them. Sourced by bench/run.
# shellcheck shell=bash disable=SC2154,SC2016

size_of() { stat -Lc %s "$1"; }
gb_per_s() { # FILE NAME: median, least, greatest
    awk -v size="$(size_of "$1")" '{ print size / $1 / 1e9 }' "$times/$2" | spread
}
number() { # VALUE DIGITS; n/a stays n/a
    awk -v value="$1" -v digits="$2" 'BEGIN { if (value == "n/a") print value; else printf "%.*f\n", digits, value }'
}

# A row of the goals. OPERATOR is <= or >=; VALUES is "median least greatest", or empty for what was not measured.
goal() { # WHAT OPERATOR MUST AIM UNIT DIGITS VALUES WHY_NOT
    local what=$1 operator=$2 must=$3 aim=$4 unit=$5 digits=$6 values=$7
    if [ -z "$values" ]; then
        echo "| $what | $operator $must$unit | ${aim:+$operator $aim$unit} | n/a | | $8 |"
        return
    fi
    echo "$values" | awk -v what="$what" -v op="$operator" -v must="$must" -v aim="$aim" -v unit="$unit" -v digits="$digits" '{
        met = op == "<=" ? $1 <= must : $1 >= must
        more = aim != "" && (op == "<=" ? $1 <= aim : $1 >= aim)
        range = NF >= 3 ? sprintf("%.*f to %.*f", digits, $2, digits, $3) : ""
        printf "| %s | %s %s%s | %s | **%.*f%s** | %s | %s |\n", what, op, must, unit, aim == "" ? "" : op " " aim unit,
            digits, $1, unit, range, more ? "aim" : met ? "must" : "missed"
    }'
}
quotient() { # NAME NAME: as `ratios`, empty when either is missing
    if measured "$1" && measured "$2"; then ratios "$1" "$2"; fi
}
faster_ondemand() {
    if measured ondemand-stream; then
        for mode in stream lines; do echo "$(seconds ondemand-$mode) ondemand-$mode"; done | sort -g | awk 'NR == 1 { print $2 }'
    else
        echo ondemand-stream
    fi
}

print_goals() {
    local no_threads='the detector has no threads' not_read='not read by the detector' peer
    peer=$(faster_ondemand)
    echo '| what | must | aim | measured | range over rounds | met |'
    echo '|---|---|---|---|---|---|'
    goal 'seed rule, 0.5 % match ÷ (read + memchr)' '<=' 1.8 1.5 '' 2 "$(quotient seed-0.5-det seed-0.5-limit)" ''
    goal 'DuckDB, 1 thread ÷ seed rule, 0.5 %, whole processes' '>=' 7 8 '' 1 "$(quotient seed-0.5-duck seed-0.5-det)" 'peer missing'
    goal 'seed rule, 100 % match' '>=' 1.4 2 ' GB/s' 2 "$(gb_per_s "${file_of[100]}" seed-100-det)" ''
    goal "prefilter off ÷ simdjson On-Demand (${peer#ondemand-}), same fields" '<=' 1.1 0.9 '' 2 "$(quotient seed-all2 "$peer")" 'peer missing'
    goal 'seed rule, 0.5 %: 2 threads ÷ 1 thread' '<=' 0.7 0.6 '' 2 "$(quotient seed-0.5-t2 seed-0.5-t1)" "$no_threads"
    goal 'seed rule, 0.5 %: peak memory' '<=' 8 6 ' MiB' 1 "$(peak seed-0.5-det)" ''
    goal "seed detector ($libc), bytes" '<=' 350000 250000 '' 0 "$(size_of "$work/seed")" ''
    goal 'seed detector, empty input' '<=' 3 2 ' ms' 2 "$(awk '{ print $1 * 1000 }' "$times/empty-seed" | spread)" ''
    goal 'standard input through a pipe ÷ `cat FILE \| wc -l`' '<=' 1.3 1.1 '' 2 "$(quotient pipe-det pipe-wc)" ''
    goal '.gz ÷ the decompressor alone' '<=' 1.15 '' '' 2 "$(quotient seed-gz limit-gz)" "$not_read"
    goal '.zst ÷ the decompressor alone' '<=' 1.15 '' '' 2 "$(quotient seed-zst limit-zst)" "$not_read"
}

# A row of programs on one file: seconds, speed, ratio to read + memchr of the same rounds, memory.
program() { # LABEL NAME LIMIT FILE
    measured "$2" || return 0
    echo "$(seconds "$2") $(cpu_seconds "$2") $(gb_per_s "$4" "$2") $(ratios "$2" "$3") $(peak "$2")" | awk -v label="$1" '{
        memory = $9 > 0 ? sprintf("%.1f", $9) : "" # the time of a part of a process has none
        cpu = $9 > 0 ? sprintf("%.4f", $2) : ""
        printf "| %s | %.4f | %s | %.2f | %.2f (%.2f to %.2f) | %s |\n", label, $1, cpu, $3, $6, $7, $8, memory }'
}
print_programs() {
    echo '| program | median s | processor s | GB/s | x read+memchr (range) | peak MiB |'
    echo '|---|---|---|---|---|---|'
}

print_seed() {
    local share file limit name
    for share in 0.5 10 100; do
        file=${file_of[$share]} limit=seed-$share-limit
        printf '\n### Seed rule, %s %% Run Command: %s bytes, %s rows; %s %% of the records pass the prefilter\n\n' "$share" \
            "$(size_of "$file")" "${rows_of[$share]}" "${looked_at[seed-$share]}"
        print_programs
        program 'read + memchr' "$limit" "$limit" "$file"
        program 'detector' "seed-$share-det" "$limit" "$file"
        program 'detector, no prefilter' "seed-$share-all" "$limit" "$file"
        program 'detector, 1 thread, not pinned' "seed-$share-t1" "$limit" "$file"
        program 'detector, 2 threads' "seed-$share-t2" "$limit" "$file"
        program 'DuckDB, 1 thread, whole process' "seed-$share-duck" "$limit" "$file"
        program 'DuckDB, 1 thread, query alone' "seed-$share-duckquery" "$limit" "$file"
        if [ "$share" != 0.5 ]; then continue; fi
        program 'simdjson On-Demand, fields only, iterate_many' ondemand-stream "$limit" "$file"
        program 'simdjson On-Demand, fields only, line by line' ondemand-lines "$limit" "$file"
        program 'detector, glibc' seed-glibc "$limit" "$file"
        program 'detector, --strict' seed-strict "$limit" "$file"
        for name in "${kernels[@]}"; do
            program "detector, --kernel $name" "seed-$name" "$limit" "$file"
            program "detector, --kernel $name, no prefilter" "seed-$name-all" "$limit" "$file"
        done
        program '`cat FILE \| wc -l`' pipe-wc "$limit" "$file"
        program '`cat FILE \| detector`, 1 thread' pipe-det "$limit" "$file"
        program '`cat FILE \| detector`, default threads' pipe-default "$limit" "$file"
        program '.gz: library alone' limit-gz "$limit" "$file"
        program '.gz: detector' seed-gz "$limit" "$file"
        program '.gz: `gzip -dc`' tool-gz "$limit" "$file"
        program '.zst: library alone' limit-zst "$limit" "$file"
        program '.zst: detector' seed-zst "$limit" "$file"
        program '.zst: `zstd -dc`' tool-zst "$limit" "$file"
    done
}

print_rules() {
    local rule file ratio values=()
    printf '\n### Rules of other kinds\n\n'
    echo '| rule | rows | looked at, % | GB/s | x read+memchr (range) | no prefilter, GB/s | 2 threads ÷ 1 | DuckDB 1 thread ÷ ours | DuckDB query alone ÷ ours | peak MiB |'
    echo '|---|---|---|---|---|---|---|---|---|---|'
    for rule in "${other_rules[@]}"; do
        file=${data_of[$rule]} values=()
        for pair in "$rule-t2 $rule-t1" "$rule-duck $rule-det" "$rule-duckquery $rule-det"; do
            ratio=$(quotient "${pair% *}" "${pair#* }")
            values+=("${ratio:-n/a}")
        done
        echo "| $rule | $(truth "$file" "$rule") | ${looked_at[$rule]} | $(number "$(gb_per_s "$file" "$rule-det")" 2) |" \
            "$(ratios "$rule-det" "$rule-limit" | awk '{ printf "%.2f (%.2f to %.2f)", $1, $2, $3 }') |" \
            "$(number "$(gb_per_s "$file" "$rule-all")" 2) | $(number "${values[0]%% *}" 2) | $(number "${values[1]%% *}" 1) |" \
            "$(number "${values[2]%% *}" 1) | $(number "$(peak "$rule-det")" 1) |"
    done
}

print_sizes() {
    local name
    printf '\n### Size and start-up\n\n'
    echo '| program | bytes | linking | empty input, median ms (range) | peak MiB |'
    echo '|---|---|---|---|---|'
    for name in seed seed-glibc limit; do
        measured "empty-$name" || continue
        local program=$work/$name label="detector, glibc"
        if [ $name = limit ]; then program=$limit label='read + memchr'; fi
        if [ $name = seed ]; then label="detector, $libc"; fi
        echo "$(size_of "$program") $(awk '{ print $1 * 1000 }' "$times/empty-$name" | spread) $(peak "empty-$name")" |
            awk -v label="$label" -v linking="$(readelf -lW "$program" | grep -q INTERP && echo dynamic || echo static)" \
                '{ printf "| %s | %d | %s | %.2f (%.2f to %.2f) | %.1f |\n", label, $1, linking, $2, $3, $4, $5 }'
    done
}

print_tables() {
    echo '# What `bench/run` measured'
    echo
    echo "$machine"
    echo "$rounds rounds after one that warms up, inputs of $bytes bytes${events:+, 0.5 %: own events}; peers:" \
        "${ondemand:-simdjson missing}; ${duckdb:-DuckDB missing}; method: bench/README.md."
    echo
    print_goals
    print_seed
    print_rules
    print_sizes
}
