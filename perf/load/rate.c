/*
 * Requests at a fixed rate, whatever the answers do. Request i is due at start + i / rate; its latency runs from then on, also while it waits for a free
 * connection, so that a stall is seen by every request that fell into it and not by one alone (no coordinated omission).
 */
#define _GNU_SOURCE
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>

static options o;
static connection *all;
static connection **idle;
static int idles, poll_fd;
static int64_t start, *latencies;
static long issued, finished, errors, total;

static int64_t due(long i) {
    return start + (int64_t) ((double) i * 1e9 / o.rate);
}

static void watch(connection *c, int operation) {
    uint32_t wanted = wants_write(c) ? EPOLLOUT : EPOLLIN;
    if (operation == EPOLL_CTL_MOD && wanted == c->watched) return;
    c->watched = wanted;
    struct epoll_event event = {.events = wanted, .data.ptr = c};
    epoll_ctl(poll_fd, operation, c->fd, &event);
}

static void reopen(connection *c) {
    close_connection(c);
    if (!open_connection(c, &o)) {
        fprintf(stderr, "no connection can be opened\n");
        exit(1);
    }
    watch(c, EPOLL_CTL_ADD);
}

static void settle(connection *c, bool good) {
    latencies[finished++] = now_nanos() - c->scheduled;
    c->scheduled = 0;
    if (!good) errors++;
}

static void go_on(connection *c) {
    if (!advance(c, &o)) {
        if (c->scheduled) settle(c, false);
        /* A server may close what is idle; that is no error of a request. */
        for (int i = 0; i < idles; i++)
            if (idle[i] == c) idle[i] = idle[--idles];
        reopen(c);
        return;
    }
    if (c->phase == IDLE) {
        if (c->scheduled) settle(c, c->status == 200);
        c->phase = CLOSED; /* no request under way; readable now means that the server speaks or closes unasked */
        idle[idles++] = c;
    }
    watch(c, EPOLL_CTL_MOD);
}

static void unasked(connection *c) {
    for (int i = 0; i < idles; i++)
        if (idle[i] == c) {
            if (c->ssl != NULL) { /* perhaps a session ticket */
                char byte;
                if (SSL_peek(c->ssl, &byte, 1) <= 0 && SSL_get_error(c->ssl, -1) == SSL_ERROR_WANT_READ) return;
            }
            idle[i] = idle[--idles];
            reopen(c);
            return;
        }
    reopen(c);
}

static void issue(void) {
    while (idles > 0 && issued < total && due(issued) <= now_nanos()) {
        connection *c = idle[--idles];
        c->scheduled = due(issued++);
        begin_request(c);
        go_on(c);
    }
}

static void turn(int64_t until) {
    int64_t wait = until - now_nanos();
    if (wait < 0) wait = 0;
    struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    struct epoll_event ready[64];
    int n = epoll_pwait2(poll_fd, ready, 64, &timeout, NULL);
    for (int i = 0; i < n; i++) {
        connection *c = ready[i].data.ptr;
        if (c->phase == CLOSED) unasked(c);
        else go_on(c);
    }
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

static double micros(double share) {
    long at = (long) (share * (double) finished);
    return (double) latencies[at < finished ? at : finished - 1] / 1e3;
}

int main(int argc, char **argv) {
    o = read_options(argc, argv, "");
    prctl(PR_SET_TIMERSLACK, 1000);
    total = (long) (o.rate * o.seconds);
    all = calloc((size_t) o.connections, sizeof *all);
    idle = calloc((size_t) o.connections, sizeof *idle);
    latencies = calloc((size_t) total + (size_t) o.connections, sizeof *latencies);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o.connections; i++) {
        if (!open_connection(&all[i], &o)) return 1;
        watch(&all[i], EPOLL_CTL_ADD);
    }
    int64_t patience = now_nanos() + INT64_C(5000000000);
    while (idles < o.connections && now_nanos() < patience) turn(now_nanos() + 10000000);
    start = now_nanos() + 1000000;
    int64_t end = start + (int64_t) (o.seconds * 1e9), last = end + INT64_C(2000000000);
    while ((issued < total || finished < issued) && now_nanos() < last) {
        issue();
        turn(issued < total && idles > 0 ? due(issued) : now_nanos() + 10000000);
    }
    /* What never came has waited at least until now. */
    for (int i = 0; i < o.connections; i++)
        if (all[i].scheduled) settle(&all[i], false);
    for (; issued < total; issued++, errors++) latencies[finished++] = now_nanos() - due(issued);
    qsort(latencies, (size_t) finished, sizeof *latencies, ascending);
    printf("{\"requests\": %ld, \"errors\": %ld, \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"max\": %.1f}\n", finished - errors, errors,
           micros(0.5), micros(0.9), micros(0.99), micros(0.999), micros(1));
    return 0;
}
