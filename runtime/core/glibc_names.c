/* What Debian's static libraries ask of glibc and musl does not have (runtime/archives.cmake renames their references
 * to these), and what they must not do inside a detector: print, look into the environment, ask for names of hosts. The
 * functions that a detector calls never get there; a library refers to them from others in the same object. */
#include <kq/abi.h>

#include <string.h>
#include <sys/random.h>

/* fprintf and sprintf with a check: of debugging output, which nobody asks for. */
int kq_glibc_print(void) { return 0; }
int kq_glibc_print_text(void) { return 0; }

void *kq_glibc_memset(void *p, int c, size_t n, size_t room) {
    if (n > room) kq_fatal("a library writes outside of its memory");
    return memset(p, c, n);
}

/* The salt of expat's hash tables. Without entropy the tables work, only unsalted. */
void kq_glibc_random(void *p, size_t n) {
    memset(p, 0, n);
    if (getrandom(p, n, GRND_NONBLOCK) < 0) return;
}

/* getaddrinfo: fails. */
int kq_glibc_no_address(void) { return -1; }
void kq_glibc_free_nothing(void) {}

char *kq_glibc_no_variable(const char *name) { return (void)name, NULL; }
