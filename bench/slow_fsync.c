/* Preloaded into the server: every fsync takes at least 5 ms, as on a plain disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait(void) {
    struct timespec five_ms = {0, 5000000};
    nanosleep(&five_ms, 0);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait();
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait();
    return real(fd);
}
