/*
 * Holds --connections open, each after one request. Says {"requests", "errors"} once all are there, waits for a line on standard input, asks once more on
 * each connection, and says how many still answer.
 */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { AT_ONCE = 64, PATIENCE_SECONDS = 120 };

static options o;
static connection *all;
static int poll_fd;

static void watch(connection *c, int operation) {
    uint32_t wanted = wants_write(c) ? EPOLLOUT : EPOLLIN;
    if (operation == EPOLL_CTL_MOD && wanted == c->watched) return;
    c->watched = wanted;
    struct epoll_event event = {.events = wanted, .data.ptr = c};
    epoll_ctl(poll_fd, operation, c->fd, &event);
}

/* True once the connection is done with this round: answered, or lost (then CLOSED). */
static bool step(connection *c) {
    bool well = advance(c, &o);
    if (well && c->phase == IDLE && !c->head_done) {
        begin_request(c);
        well = advance(c, &o);
    }
    if (!well) {
        close_connection(c);
        return true;
    }
    watch(c, EPOLL_CTL_MOD);
    return c->phase == IDLE && c->head_done;
}

/* Takes every connection through one request, some at a time. Returns how many were answered 200. */
static int ask_all(bool open) {
    int begun = 0, busy = 0, answered = 0;
    int64_t end = now_nanos() + PATIENCE_SECONDS * INT64_C(1000000000);
    struct epoll_event ready[AT_ONCE];
    while ((begun < o.connections || busy > 0) && now_nanos() < end) {
        while (busy < AT_ONCE && begun < o.connections) {
            connection *c = &all[begun++];
            if (open) {
                if (!open_connection(c, &o)) continue;
                watch(c, EPOLL_CTL_ADD);
                busy++;
            } else if (c->phase == IDLE) {
                begin_request(c);
                if (step(c)) answered += c->phase == IDLE && c->status == 200;
                else busy++;
            }
        }
        int n = epoll_wait(poll_fd, ready, AT_ONCE, 100);
        for (int i = 0; i < n; i++) {
            connection *c = ready[i].data.ptr;
            if (c->phase == IDLE) { /* spoken to unasked: closed by the server, or a ticket that came late */
                if (c->ssl == NULL) close_connection(c);
                else {
                    char byte;
                    int got = SSL_peek(c->ssl, &byte, 1);
                    if (got > 0 || SSL_get_error(c->ssl, got) != SSL_ERROR_WANT_READ) close_connection(c);
                }
            } else if (step(c)) {
                busy--;
                answered += c->phase == IDLE && c->status == 200;
            }
        }
    }
    return answered;
}

int main(int argc, char **argv) {
    o = read_options(argc, argv, "");
    all = calloc((size_t) o.connections, sizeof *all);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    int held = ask_all(true);
    printf("{\"requests\": %d, \"errors\": %d}\n", held, o.connections - held);
    fflush(stdout);
    getchar();
    int alive = ask_all(false);
    printf("{\"requests\": %d, \"errors\": %d}\n", alive, o.connections - alive);
    return 0;
}
