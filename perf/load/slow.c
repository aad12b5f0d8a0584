/*
 * Slow clients, --connections of them: every second one sends its request byte by byte, eight bytes a second; the others read the answer of /bench/100k at
 * 1 KiB a second, with little room for it in the kernel. Says {"requests"} once all are at it, goes on until a line comes on standard input, and says what
 * became of them: answers, requests refused, connections lost, bytes each way.
 */
#include "client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEND_EVERY_MS = 125, READ_EVERY_MS = 1000, READ_BYTES = 1024, RECEIVE_BUFFER = 4096, TICK_MS = 5, PATIENCE_SECONDS = 60 };

typedef struct {
    options o;
    connection *all;
    int count;
    size_t most;
    int64_t every, turns; /* nanoseconds between two steps of one; steps of all until now */
    int64_t start;
    phase at_it; /* when it counts as under way */
    long answered, refused, lost;
} crowd;

static void open_anew(crowd *w, connection *c) {
    close_connection(c);
    if (!open_connection(c, &w->o)) w->lost++;
}

static void step(crowd *w, connection *c) {
    if (c->phase == CLOSED) {
        open_anew(w, c);
        return;
    }
    if (!advance_by(c, &w->o, w->most)) {
        w->lost++;
        open_anew(w, c);
        return;
    }
    if (c->phase != IDLE) return;
    if (c->head_done && c->status == 200) w->answered++;
    if (c->head_done && c->status != 200) w->refused++;
    begin_request(c);
    /* Who reads slowly asks at once. */
    if (w->at_it == RECEIVING && !advance_by(c, &w->o, w->o.request_length)) open_anew(w, c);
}

/* Those whose turn has come, spread evenly over time. */
static void turn(crowd *w) {
    int64_t due = (now_nanos() - w->start) * w->count / w->every;
    for (; w->turns < due; w->turns++) step(w, &w->all[w->turns % w->count]);
}

static int under_way(const crowd *w) {
    int found = 0;
    for (int i = 0; i < w->count; i++) found += w->all[i].phase == w->at_it && (w->at_it == SENDING ? w->all[i].sent > 0 : w->all[i].head_length > 0);
    return found;
}

static void assemble(crowd *w, int count, int every_ms, size_t most, phase at_it) {
    w->count = count;
    w->every = every_ms * INT64_C(1000000);
    w->most = most;
    w->at_it = at_it;
    w->all = calloc((size_t) count, sizeof *w->all);
    for (int i = 0; i < count; i++) {
        w->all[i].fd = -1;
        open_anew(w, &w->all[i]);
    }
    w->start = now_nanos();
}

static bool told_to_end(void) {
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&in, 1, TICK_MS) > 0;
}

int main(int argc, char **argv) {
    crowd senders = {.o = read_options(argc, argv, "")}, readers = {.o = senders.o};
    int half = senders.o.connections / 2;
    readers.o.receive_buffer = RECEIVE_BUFFER;
    set_request(&readers.o, "/bench/100k", "");
    assemble(&senders, senders.o.connections - half, SEND_EVERY_MS, 1, SENDING);
    assemble(&readers, half, READ_EVERY_MS, READ_BYTES, RECEIVING);
    int64_t patience = now_nanos() + PATIENCE_SECONDS * INT64_C(1000000000);
    /* Some senders wait for an answer at any time. */
    while ((under_way(&senders) < senders.count * 8 / 10 || under_way(&readers) < readers.count) && now_nanos() < patience && !told_to_end()) {
        turn(&senders);
        turn(&readers);
    }
    printf("{\"requests\": %d}\n", under_way(&senders) + under_way(&readers));
    fflush(stdout);
    while (!told_to_end()) {
        turn(&senders);
        turn(&readers);
    }
    printf("{\"requests\": %ld, \"reading\": %d, \"refused\": %ld, \"lost\": %ld}\n", senders.answered + readers.answered, under_way(&readers),
           senders.refused + readers.refused, senders.lost + readers.lost);
    return 0;
}
