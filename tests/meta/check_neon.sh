#!/bin/bash
# The kernels compile for 64-bit Arm, without warnings, where a compiler for it is installed.
set -u
cd "${SOURCE_DIR:?}" || exit 1
flags=(-std=gnu11 -O2 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
    -Iruntime/simd -Iruntime/core -Iruntime/include)
compilers=()
if command -v aarch64-linux-gnu-gcc > /dev/null; then compilers+=(aarch64-linux-gnu-gcc); fi
if command -v clang > /dev/null && [ -e /usr/aarch64-linux-gnu/include/stdint.h ]; then
    compilers+=("clang --target=aarch64-linux-gnu")
fi
if [ ${#compilers[@]} -eq 0 ]; then
    echo "SKIP: no compiler for 64-bit Arm (Debian: gcc-aarch64-linux-gnu)"
    exit 77
fi
status=0
object=$(mktemp)
for compiler in "${compilers[@]}"; do
    for source in runtime/simd/*.c; do
        # shellcheck disable=SC2086 -- the compiler may have an argument
        $compiler "${flags[@]}" -c "$source" -o "$object" || status=1
    done
done
rm -f "$object"
exit $status
