# What the tests of command lines share; sourced. Works in a folder of its own that is gone afterwards, with $kqlc the
# compiler. A check that fails sets `failed`; tests end with `exit $failed`.
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
    tail -n 12 stderr >&2
    failed=1
}

# holds FILE TEXT, lacks FILE TEXT: whether the text is in the file
holds() {
    grep -qF -- "$2" "$1" && return
    echo "'$2' is not in $1 of the last command:" >&2
    tail -n 12 "$1" >&2
    failed=1
}
lacks() {
    grep -qF -- "$2" "$1" || return
    echo "'$2' is in $1 of the last command:" >&2
    tail -n 12 "$1" >&2
    failed=1
}

# same GOT WANTED
same() {
    [ "$1" = "$2" ] && return
    printf '%s\ninstead of\n%s\n' "$1" "$2" >&2
    failed=1
}
