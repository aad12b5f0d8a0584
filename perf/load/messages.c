/* WebSocket messages of 100 bytes, one at a time on each of --connections, as many as go. */
#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SIZE = 100, SENT = SIZE + 6, ANSWER = SIZE + 2 };

typedef struct {
    connection c;
    size_t have;
    bool open;
} talker;

static options o;
static unsigned char frame[SENT];
static long messages, errors;

static bool speak(talker *t) {
    t->have = 0;
    return send(t->c.fd, frame, SENT, MSG_NOSIGNAL) == SENT;
}

/* The upgrade is read by hand: its answer has no length. */
static bool opened(talker *t) {
    char answer[4096];
    ssize_t n = recv(t->c.fd, answer, sizeof answer - 1, 0);
    if (n < 0) return errno == EAGAIN;
    answer[n] = 0;
    if (n == 0 || strncmp(answer, "HTTP/1.1 101", 12) != 0 || strstr(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == NULL) return false;
    t->open = true;
    return speak(t);
}

static bool heard(talker *t) {
    unsigned char bytes[ANSWER];
    ssize_t n = recv(t->c.fd, bytes, ANSWER - t->have, 0);
    if (n <= 0) return n < 0 && errno == EAGAIN;
    if (t->have == 0 && bytes[0] != 0x82) return false;
    t->have += (size_t) n;
    if (t->have < ANSWER) return true;
    messages++;
    return speak(t);
}

int main(int argc, char **argv) {
    /* The example key of RFC 6455 section 1.3. */
    o = read_options(argc, argv, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    frame[0] = 0x82;
    frame[1] = 0x80 | SIZE;
    for (int i = 0; i < SIZE + 4; i++) frame[2 + i] = (unsigned char) (i * 37);
    talker *all = calloc((size_t) o.connections, sizeof *all);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o.connections; i++) {
        talker *t = &all[i];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = t};
        if (!open_connection(&t->c, &o)) return 1;
        struct epoll_event writable = {.events = EPOLLOUT}, seen;
        int once = epoll_create1(EPOLL_CLOEXEC);
        epoll_ctl(once, EPOLL_CTL_ADD, t->c.fd, &writable);
        if (epoll_wait(once, &seen, 1, 5000) != 1 || send(t->c.fd, o.request, o.request_length, MSG_NOSIGNAL) != (ssize_t) o.request_length) return 1;
        close(once);
        epoll_ctl(epoll, EPOLL_CTL_ADD, t->c.fd, &event);
    }
    int64_t end = now_nanos() + (int64_t) (o.seconds * 1e9);
    struct epoll_event ready[64];
    while (now_nanos() < end) {
        int n = epoll_wait(epoll, ready, 64, 100);
        for (int i = 0; i < n; i++) {
            talker *t = ready[i].data.ptr;
            if (t->open ? heard(t) : opened(t)) continue;
            errors++;
            close_connection(&t->c);
        }
    }
    printf("{\"requests\": %ld, \"errors\": %ld}\n", messages, errors);
    return 0;
}
