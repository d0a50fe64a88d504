/* A disk that can be listened to and that can fail: loaded before libc into a program under test.
 *
 * DISK_ROOT names the folder that is watched ("/" for everything that is a file). With DISK_LOG set,
 * every call that changes a file or a name under the root is appended to that file, with its bytes,
 * as it succeeded; `disk_say` puts the program's own words between them. `disk_fail_at` makes the
 * n-th changing call from now on fail, once or from then on.
 *
 * A record: kind, length of path, length of data, offset (all of fixed size), then path and data.
 * Kinds: Create Write Truncate Sync Unlink Rename(data: new name) Mkdir rmDir Note.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct head {
    char kind;
    char pad[3];
    uint32_t path_length;
    uint64_t data_length;
    uint64_t offset;
};

static char root[PATH_MAX];
static int log_handle = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static long fail_at, calls;
static int fail_errno, fail_sticky, fail_torn;

#define REAL(type, name, ...) static type (*real_##name)(__VA_ARGS__)
REAL(int, open64, const char *, int, ...);
REAL(int, openat64, int, const char *, int, ...);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, ftruncate64, int, off64_t);
REAL(int, unlink, const char *);
REAL(int, unlinkat, int, const char *, int);
REAL(int, rename, const char *, const char *);
REAL(int, renameat, int, const char *, int, const char *);
REAL(int, mkdir, const char *, mode_t);
REAL(int, rmdir, const char *);
REAL(int, posix_fallocate64, int, off64_t, off64_t);

__attribute__((constructor)) static void begin(void)
{
#define FIND(name) real_##name = dlsym(RTLD_NEXT, #name)
    FIND(open64); FIND(openat64); FIND(write); FIND(pwrite64); FIND(writev); FIND(fsync);
    FIND(fdatasync); FIND(ftruncate64); FIND(unlink); FIND(unlinkat); FIND(rename);
    FIND(renameat); FIND(mkdir); FIND(rmdir); FIND(posix_fallocate64);
    const char *watched = getenv("DISK_ROOT");
    if (watched && !realpath(watched, root)) root[0] = 0;
    const char *name = getenv("DISK_LOG");
    if (name && root[0]) {
        int handle = real_open64(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (handle >= 0) {
            log_handle = fcntl(handle, F_DUPFD_CLOEXEC, 900);
            close(handle);
        }
    }
}

static int watched(const char *path)
{
    size_t length = strlen(root);
    if (!length || strncmp(path, root, length)) return 0;
    return length == 1 || path[length] == '/' || path[length] == 0;
}

/* The path of an open file or folder; 0 if it is not one that is watched (a pipe, a terminal). */
static int path_of(int handle, char *path)
{
    char link[64];
    struct stat there;
    if (!root[0] || fstat(handle, &there)) return 0;
    if (!S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0 || path[0] != '/') return 0;
    path[length] = 0;
    return watched(path) && strncmp(path, "/proc/", 6);
}

/* A name made absolute, its folder resolved, itself not followed; 0 if it is not watched. */
static int named(int folder, const char *name, char *path)
{
    char whole[PATH_MAX], parent[PATH_MAX];
    if (!root[0]) return 0;
    if (name[0] == '/') snprintf(whole, sizeof whole, "%s", name);
    else if (folder == AT_FDCWD) {
        if (!getcwd(parent, sizeof parent)) return 0;
        if (snprintf(whole, sizeof whole, "%s/%s", parent, name) >= (int)sizeof whole) return 0;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, parent, sizeof parent - 1);
        if (length <= 0) return 0;
        parent[length] = 0;
        if (snprintf(whole, sizeof whole, "%s/%s", parent, name) >= (int)sizeof whole) return 0;
    }
    char *last = strrchr(whole, '/');
    if (!last) return 0;
    char end[NAME_MAX + 1];
    snprintf(end, sizeof end, "%s", last + 1);
    *last = 0;
    if (!realpath(whole[0] ? whole : "/", parent)) return 0;
    if (snprintf(path, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", end) >= PATH_MAX)
        return 0;
    return watched(path);
}

static void note(char kind, const char *path, uint64_t offset, const void *data, size_t length)
{
    if (log_handle < 0) return;
    struct head head = {kind, {0}, strlen(path), length, offset};
    struct iovec parts[3] = {
        {&head, sizeof head}, {(void *)path, head.path_length}, {(void *)data, length}};
    int before = errno;
    /* One call, appended: whole records, whichever process or thread writes. */
    if (real_writev(log_handle, parts, 3) < 0) abort();
    errno = before;
}

static int must_fail(void)
{
    if (!fail_at) return 0;
    long now = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (now == fail_at || (fail_sticky && now > fail_at)) {
        errno = fail_errno;
        return 1;
    }
    return 0;
}

void disk_fail_at(long n, int number, int sticky, int torn)
{
    calls = 0, fail_errno = number, fail_sticky = sticky, fail_torn = torn, fail_at = n;
}

/* How many changing calls there were since `disk_fail_at`; the disk is sound from here on. */
long disk_calm(void)
{
    fail_at = 0;
    return calls;
}

void disk_say(const char *words) { note('N', "", 0, words, strlen(words)); }

#define LOCKED(...) \
    do { pthread_mutex_lock(&turn); __VA_ARGS__; pthread_mutex_unlock(&turn); } while (0)

static int opened(int folder, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    int changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    int result, is_watched = changes && named(folder, name, path);
    if (!is_watched) return real_openat64(folder, name, flags, mode);
    struct stat there;
    int was = syscall(SYS_newfstatat, AT_FDCWD, path, &there, 0) == 0;
    if ((!was || flags & O_TRUNC) && must_fail()) return -1;
    LOCKED(result = real_openat64(folder, name, flags, mode);
           if (result >= 0 && !was) note('C', path, 0, "", 0);
           else if (result >= 0 && flags & O_TRUNC) note('T', path, 0, "", 0));
    return result;
}

#define OPENED(folder, name, flags)                                   \
    mode_t mode = 0;                                                  \
    if (flags & (O_CREAT | __O_TMPFILE)) {                            \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        mode = va_arg(more, mode_t);                                  \
        va_end(more);                                                 \
    }                                                                 \
    return opened(folder, name, flags, mode)

int open(const char *name, int flags, ...) { OPENED(AT_FDCWD, name, flags); }
int open64(const char *name, int flags, ...) { OPENED(AT_FDCWD, name, flags); }
int openat(int folder, const char *name, int flags, ...) { OPENED(folder, name, flags); }
int openat64(int folder, const char *name, int flags, ...) { OPENED(folder, name, flags); }
int creat(const char *name, mode_t mode)
{
    return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

static off64_t place(int handle)
{
    struct stat there;
    if (fcntl(handle, F_GETFL) & O_APPEND && !fstat(handle, &there)) return there.st_size;
    return lseek(handle, 0, SEEK_CUR);
}

ssize_t write(int handle, const void *data, size_t length)
{
    char path[PATH_MAX];
    ssize_t result;
    if (handle == log_handle || !path_of(handle, path)) return real_write(handle, data, length);
    if (must_fail()) {
        if (fail_torn) real_write(handle, data, length / 2);
        errno = fail_errno;
        return -1;
    }
    LOCKED(off64_t at = place(handle); result = real_write(handle, data, length);
           if (result > 0) note('W', path, at, data, result));
    return result;
}

ssize_t pwrite64(int handle, const void *data, size_t length, off64_t at)
{
    char path[PATH_MAX];
    ssize_t result;
    if (!path_of(handle, path)) return real_pwrite64(handle, data, length, at);
    if (must_fail()) {
        if (fail_torn) real_pwrite64(handle, data, length / 2, at);
        errno = fail_errno;
        return -1;
    }
    LOCKED(result = real_pwrite64(handle, data, length, at);
           if (result > 0) note('W', path, at, data, result));
    return result;
}

ssize_t pwrite(int handle, const void *data, size_t length, off_t at)
{
    return pwrite64(handle, data, length, at);
}

ssize_t writev(int handle, const struct iovec *parts, int n)
{
    char path[PATH_MAX];
    ssize_t total = 0;
    if (handle == log_handle || !path_of(handle, path)) return real_writev(handle, parts, n);
    for (int i = 0; i < n; i++) {
        ssize_t result = parts[i].iov_len ? write(handle, parts[i].iov_base, parts[i].iov_len) : 0;
        if (result < 0) return total ? total : -1;
        total += result;
        if ((size_t)result < parts[i].iov_len) break;
    }
    return total;
}

static int synced(int handle, int (*real)(int))
{
    char path[PATH_MAX];
    int result;
    if (!path_of(handle, path)) return real(handle);
    if (must_fail()) return -1;
    LOCKED(result = real(handle); if (!result) note('S', path, 0, "", 0));
    return result;
}

int fsync(int handle) { return synced(handle, real_fsync); }
int fdatasync(int handle) { return synced(handle, real_fdatasync); }

int ftruncate64(int handle, off64_t size)
{
    char path[PATH_MAX];
    int result;
    if (!path_of(handle, path)) return real_ftruncate64(handle, size);
    if (must_fail()) return -1;
    LOCKED(result = real_ftruncate64(handle, size); if (!result) note('T', path, size, "", 0));
    return result;
}

int ftruncate(int handle, off_t size) { return ftruncate64(handle, size); }

int posix_fallocate64(int handle, off64_t at, off64_t length)
{
    char path[PATH_MAX];
    struct stat there;
    int result;
    if (!path_of(handle, path)) return real_posix_fallocate64(handle, at, length);
    if (must_fail()) return fail_errno;
    LOCKED(int known = fstat(handle, &there); result = real_posix_fallocate64(handle, at, length);
           if (!result && !known && there.st_size < at + length)
               note('T', path, at + length, "", 0));
    return result;
}

int posix_fallocate(int handle, off_t at, off_t length)
{
    return posix_fallocate64(handle, at, length);
}

#define ONE_NAME(kind, folder, name, call)                            \
    char path[PATH_MAX];                                              \
    int result;                                                       \
    if (!named(folder, name, path)) return call;                      \
    if (must_fail()) return -1;                                       \
    LOCKED(result = call; if (!result) note(kind, path, 0, "", 0));   \
    return result

int unlink(const char *name) { ONE_NAME('U', AT_FDCWD, name, real_unlink(name)); }
int unlinkat(int folder, const char *name, int flags)
{
    ONE_NAME((flags & AT_REMOVEDIR ? 'D' : 'U'), folder, name, real_unlinkat(folder, name, flags));
}
int mkdir(const char *name, mode_t mode) { ONE_NAME('M', AT_FDCWD, name, real_mkdir(name, mode)); }
int rmdir(const char *name) { ONE_NAME('D', AT_FDCWD, name, real_rmdir(name)); }

int renameat(int from, const char *name, int to, const char *fresh)
{
    char path[PATH_MAX], target[PATH_MAX];
    int result;
    if (!named(from, name, path) || !named(to, fresh, target))
        return real_renameat(from, name, to, fresh);
    if (must_fail()) return -1;
    LOCKED(result = real_renameat(from, name, to, fresh);
           if (!result) note('R', path, 0, target, strlen(target)));
    return result;
}

int rename(const char *name, const char *fresh)
{
    return renameat(AT_FDCWD, name, AT_FDCWD, fresh);
}

/* Copies inside the kernel would pass unseen: say that it cannot, and the caller writes instead. */
ssize_t sendfile(int out, int in, off_t *offset, size_t count)
{
    (void)out, (void)in, (void)offset, (void)count;
    errno = ENOTSOCK;
    return -1;
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count)
{
    (void)out, (void)in, (void)offset, (void)count;
    errno = ENOTSOCK;
    return -1;
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags)
{
    (void)in, (void)from, (void)out, (void)to, (void)count, (void)flags;
    errno = ENOSYS;
    return -1;
}
