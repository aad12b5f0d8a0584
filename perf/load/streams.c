/*
 * gRPC streams over HTTP/2: on each of --connections four streams at a time, each of 1,000 messages of 100 bytes there and back, one under way at a time;
 * then the stream is ended and must be ended by trailers, and a new one takes its place. Requests are messages.
 */
#include "client.h"
#include "h2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { STREAMS = 4, MESSAGES = 1000, SIZE = 105 };

typedef struct {
    uint32_t id;
    int64_t window;
    int sent;
    size_t heard;
    bool waits, ended; /* for a window; by us */
} stream;

typedef struct {
    connection c;
    h2 h;
    stream streams[STREAMS];
    uint32_t next;
    bool talks;
} caller;

static options o;
static unsigned char message[SIZE];
static h2_buffer head;
static long messages, errors;
static int poll_fd;

static void literal(const char *name, size_t length, const char *value) {
    unsigned char size = (unsigned char) strlen(value);
    h2_add(&head, name, length);
    h2_add(&head, &size, 1);
    h2_add(&head, value, size);
}

/* POST and https by the static table's numbers; the rest named by it or in full. */
static void make_head(void) {
    if (strlen(o.path) > 126 || strlen(o.host) > 126) exit(2);
    h2_add(&head, "\x83\x87", 2);
    literal("\x04", 1, o.path);
    literal("\x01", 1, o.host);
    literal("\x0f\x10", 2, "application/grpc");
    literal("\x00\x02te", 4, "trailers");
}

static void speak(caller *k, stream *s) {
    s->waits = s->window < SIZE || k->h.window < SIZE;
    if (s->waits) return;
    s->window -= SIZE;
    s->sent++;
    h2_write_data(&k->h, 0, s->id, message, SIZE);
}

static void begin(caller *k, stream *s) {
    *s = (stream) {.id = k->next, .window = k->h.stream_window};
    k->next += 2;
    h2_write(&k->h, H2_HEADERS, H2_END_HEADERS, s->id, head.bytes, head.length);
    speak(k, s);
}

static void heard(caller *k, stream *s, size_t length) {
    s->heard += length;
    if (s->heard != (size_t) s->sent * SIZE) return;
    messages++;
    if (s->sent < MESSAGES) speak(k, s);
    else {
        s->ended = true;
        h2_write_data(&k->h, H2_END_STREAM, s->id, NULL, 0);
    }
}

static void finish(caller *k, stream *s, bool well) {
    if (!well || !s->ended) errors++;
    begin(k, s);
}

static void take_frame(caller *k, const h2_frame *f) {
    for (int i = 0; i < STREAMS; i++) {
        stream *s = &k->streams[i];
        if (f->type == H2_WINDOW && s->id == f->stream) s->window += h2_number(f->payload);
        if (f->type == H2_WINDOW && s->waits) speak(k, s);
        if (f->stream != s->id || f->stream == 0) continue;
        if (f->type == H2_DATA) heard(k, s, f->length);
        if (f->type == H2_RESET) finish(k, s, false);
        else if ((f->type == H2_DATA || f->type == H2_HEADERS) && (f->flags & H2_END_STREAM)) finish(k, s, f->type == H2_HEADERS);
    }
}

/* False if the connection is of no more use. */
static bool listen_to(caller *k) {
    static unsigned char bytes[65536];
    long n;
    h2_frame f;
    while ((n = receive_bytes(&k->c, bytes, sizeof bytes)) > 0) {
        h2_add(&k->h.in, bytes, (size_t) n);
        int got;
        while ((got = h2_next(&k->h, &f)) > 0) {
            if (f.type == H2_GOAWAY) return false;
            take_frame(k, &f);
        }
        if (got < 0) return false;
        /* No stream before the server's settings: they say how large its window is. */
        for (int i = 0; k->h.greeted && k->next <= 2 * STREAMS - 1 && i < STREAMS; i++) begin(k, &k->streams[i]);
    }
    return n == 0;
}

static bool flush(caller *k) {
    size_t done = 0;
    long n = 0;
    while (done < k->h.out.length && (n = send_bytes(&k->c, k->h.out.bytes + done, k->h.out.length - done)) > 0) done += (size_t) n;
    memmove(k->h.out.bytes, k->h.out.bytes + done, k->h.out.length - done);
    k->h.out.length -= done;
    return n >= 0;
}

static void watch(caller *k, int operation) {
    uint32_t wanted = k->h.out.length > 0 || wants_write(&k->c) ? EPOLLIN | EPOLLOUT : EPOLLIN;
    if (operation == EPOLL_CTL_MOD && wanted == k->c.watched) return;
    k->c.watched = wanted;
    struct epoll_event event = {.events = wanted, .data.ptr = k};
    epoll_ctl(poll_fd, operation, k->c.fd, &event);
}

static void call(caller *k) {
    h2_free(&k->h);
    k->talks = false;
    if (!open_connection(&k->c, &o)) {
        fprintf(stderr, "no connection can be opened\n");
        exit(1);
    }
    watch(k, EPOLL_CTL_ADD);
}

static bool go_on(caller *k) {
    if (!k->talks) {
        if (!advance(&k->c, &o)) return false;
        if (k->c.phase != IDLE) return true;
        k->talks = true;
        k->next = 1;
        h2_open(&k->h, true);
    }
    return listen_to(k) && flush(k);
}

int main(int argc, char **argv) {
    o = read_options(argc, argv, "");
    make_head();
    memset(message, 'm', SIZE);
    memcpy(message, "\0\0\0\0\x64", 5);
    caller *all = calloc((size_t) o.connections, sizeof *all);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o.connections; i++) call(&all[i]);
    int64_t end = now_nanos() + (int64_t) (o.seconds * 1e9);
    struct epoll_event ready[64];
    while (now_nanos() < end) {
        int n = epoll_wait(poll_fd, ready, 64, 100);
        for (int i = 0; i < n; i++) {
            caller *k = ready[i].data.ptr;
            if (go_on(k)) watch(k, EPOLL_CTL_MOD);
            else {
                errors++;
                close_connection(&k->c);
                call(k);
            }
        }
    }
    printf("{\"requests\": %ld, \"errors\": %ld}\n", messages, errors);
    return 0;
}
