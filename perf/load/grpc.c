/*
 * A gRPC server over HTTP/2 without TLS that sends back what a stream brings as it comes, and ends each stream well with trailers, whatever is called. Counts
 * messages of 105 bytes (with their prefix) in --count=FILE, eight bytes that others may read at any time.
 */
#define _GNU_SOURCE
#include "h2.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SIZE = 105, PREFACE = 24 };

typedef struct {
    uint32_t id; /* 0: free */
    int64_t window;
    h2_buffer pending;
    bool ended;
} stream;

typedef struct {
    int fd;
    size_t preface; /* bytes of it that are here */
    bool writes;    /* epoll tells when it can */
    h2 h;
    stream streams[H2_STREAMS];
} peer;

static volatile uint64_t *count;
static uint64_t bytes_echoed;
static int poll_fd;

static stream *find(peer *p, uint32_t id) {
    for (uint32_t i = 0; i < H2_STREAMS; i++) {
        stream *s = &p->streams[(id / 2 + i) % H2_STREAMS];
        if (s->id == id) return s;
    }
    return NULL;
}

static stream *begin(peer *p, uint32_t id) {
    for (uint32_t i = 0; i < H2_STREAMS; i++) {
        stream *s = &p->streams[(id / 2 + i) % H2_STREAMS];
        if (s->id != 0) continue;
        s->id = id;
        s->window = p->h.stream_window;
        s->ended = false;
        s->pending.length = 0;
        /* :status 200 by its number; content-type by its name's. */
        static const char answer[] = "\x88\x0f\x10\x10" "application/grpc";
        h2_write(&p->h, H2_HEADERS, H2_END_HEADERS, id, answer, sizeof answer - 1);
        return s;
    }
    return NULL;
}

/* Sends what windows allow, and the trailers once all is sent and the client has ended. */
static void go_on(peer *p, stream *s) {
    int64_t most = s->window < p->h.window ? s->window : p->h.window;
    size_t part = s->pending.length;
    if ((int64_t) part > most) part = most > 0 ? (size_t) most : 0;
    size_t done = 0;
    while (done < part) {
        size_t chunk = part - done < 16384 ? part - done : 16384;
        h2_write_data(&p->h, 0, s->id, s->pending.bytes + done, chunk);
        done += chunk;
    }
    s->window -= (int64_t) part;
    s->pending.length -= part;
    if (part > 0 && s->pending.length > 0) memmove(s->pending.bytes, s->pending.bytes + part, s->pending.length);
    if (!s->ended || s->pending.length > 0) return;
    static const char trailers[] = "\x00\x0bgrpc-status\x01" "0";
    h2_write(&p->h, H2_HEADERS, H2_END_HEADERS | H2_END_STREAM, s->id, trailers, sizeof trailers - 1);
    s->id = 0;
}

static bool take_frame(peer *p, const h2_frame *f) {
    if (f->type == H2_WINDOW && f->stream == 0) {
        for (int i = 0; i < H2_STREAMS; i++)
            if (p->streams[i].id != 0) go_on(p, &p->streams[i]);
        return true;
    }
    if (f->stream == 0) return f->type != H2_GOAWAY;
    stream *s = find(p, f->stream);
    if (s == NULL && f->type == H2_HEADERS) s = begin(p, f->stream);
    /* Windows and resets may come for what is over. */
    if (s == NULL) return f->type != H2_HEADERS;
    if (f->type == H2_RESET) {
        s->id = 0;
        return true;
    }
    if (f->type == H2_WINDOW) s->window += h2_number(f->payload);
    if (f->type == H2_DATA) {
        h2_add(&s->pending, f->payload, f->length);
        bytes_echoed += f->length;
        *count = bytes_echoed / SIZE;
    }
    if ((f->type == H2_DATA || f->type == H2_HEADERS) && (f->flags & H2_END_STREAM)) s->ended = true;
    go_on(p, s);
    return true;
}

static bool flush(peer *p) {
    size_t done = 0;
    while (done < p->h.out.length) {
        ssize_t n = send(p->fd, p->h.out.bytes + done, p->h.out.length - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) break;
        if (n < 0) return false;
        done += (size_t) n;
    }
    memmove(p->h.out.bytes, p->h.out.bytes + done, p->h.out.length - done);
    p->h.out.length -= done;
    bool blocked = p->h.out.length > 0;
    if (blocked != p->writes) {
        struct epoll_event event = {.events = blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = p};
        epoll_ctl(poll_fd, EPOLL_CTL_MOD, p->fd, &event);
        p->writes = blocked;
    }
    return true;
}

static bool readable(peer *p) {
    static unsigned char bytes[65536];
    ssize_t n = recv(p->fd, bytes, sizeof bytes, 0);
    if (n < 0) return errno == EAGAIN;
    if (n == 0) return false;
    size_t skip = PREFACE - p->preface < (size_t) n ? PREFACE - p->preface : (size_t) n;
    p->preface += skip;
    h2_add(&p->h.in, bytes + skip, (size_t) n - skip);
    h2_frame f;
    int got;
    while ((got = h2_next(&p->h, &f)) > 0)
        if (!take_frame(p, &f)) return false;
    return got == 0;
}

static void end(peer *p) {
    close(p->fd);
    h2_free(&p->h);
    for (int i = 0; i < H2_STREAMS; i++) free(p->streams[i].pending.bytes);
    free(p);
}

static void greet(int listener) {
    int on = 1, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    peer *p = calloc(1, sizeof *p);
    p->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
    h2_open(&p->h, false);
    if (!flush(p)) end(p);
}

int main(int argc, char **argv) {
    int port = 0, on = 1;
    const char *file = NULL;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--port=", 7) == 0) port = atoi(argv[i] + 7);
        if (strncmp(argv[i], "--count=", 8) == 0) file = argv[i] + 8;
    }
    int shared = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
    if (port == 0 || shared < 0 || ftruncate(shared, 8) != 0) return 2;
    count = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (count == MAP_FAILED || bind(listener, (struct sockaddr *) &here, sizeof here) != 0 || listen(listener, 1024) != 0) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[64];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(poll_fd, ready, 64, -1);
        for (int i = 0; i < n; i++) {
            peer *p = ready[i].data.ptr;
            if (p == NULL) greet(listener);
            else if (!((ready[i].events & ~(uint32_t) EPOLLOUT) == 0 || readable(p)) || !flush(p)) end(p);
        }
    }
}
