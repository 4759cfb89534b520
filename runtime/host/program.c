/* The program's entry, in an archive member of its own: it is linked only where nobody else defines main, so that tests
 * and tools can link the runtime too. */
#include <kq/abi.h>

/* Defined by the generated C. */
extern const kq_detector kq_detector_main;

int main(int argc, char **argv) { return kq_host_main(&kq_detector_main, argc, argv); }
