/*
 * TLS 1.3 handshakes with one request each, as many as go: --connections at a time, each closed after its answer and replaced. Full ones, or with --resume
 * such as show the newest session that the server gave; how many the server resumed is counted.
 */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

static long requests, errors;

static void watch(int epoll, connection *c, int operation) {
    uint32_t wanted = wants_write(c) ? EPOLLOUT : EPOLLIN;
    if (operation == EPOLL_CTL_MOD && wanted == c->watched) return;
    c->watched = wanted;
    struct epoll_event event = {.events = wanted, .data.ptr = c};
    epoll_ctl(epoll, operation, c->fd, &event);
}

static void start(int epoll, connection *c, const options *o) {
    for (int tries = 0; tries < 100; tries++) {
        if (open_connection(c, o)) {
            watch(epoll, c, EPOLL_CTL_ADD);
            return;
        }
        errors++;
    }
    fprintf(stderr, "no connection can be opened\n");
    exit(1);
}

/* True once its one answer is here. */
static bool step(connection *c, const options *o, bool *failed) {
    *failed = !advance(c, o);
    if (*failed || c->phase != IDLE) return false;
    if (c->head_done) return true;
    begin_request(c);
    *failed = !advance(c, o);
    return !*failed && c->phase == IDLE && c->head_done;
}

int main(int argc, char **argv) {
    options o = read_options(argc, argv, "Connection: close\r\n");
    connection *all = calloc((size_t) o.connections, sizeof *all);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o.connections; i++) start(epoll, &all[i], &o);
    int64_t end = now_nanos() + (int64_t) (o.seconds * 1e9);
    struct epoll_event ready[64];
    while (now_nanos() < end) {
        int n = epoll_wait(epoll, ready, 64, 100);
        for (int i = 0; i < n; i++) {
            connection *c = ready[i].data.ptr;
            bool failed, done = step(c, &o, &failed);
            if (!done && !failed) {
                watch(epoll, c, EPOLL_CTL_MOD);
                continue;
            }
            if (done && c->status == 200) requests++;
            else errors++;
            close_connection(c);
            start(epoll, c, &o);
        }
    }
    printf("{\"requests\": %ld, \"errors\": %ld", requests, errors);
    if (o.resume) printf(", \"resumed_share\": %.4f", resumed_share());
    printf("}\n");
    return 0;
}
