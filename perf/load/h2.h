/*
 * As much HTTP/2 (RFC 9113) as gRPC over our own generators needs: frames, settings, pings, windows. Header blocks are written without any table (RFC 7541
 * section 6.2.2) and never read: what an answer says beyond its length and its end is proven by other clients before a measurement.
 */
#ifndef H2_H
#define H2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { H2_DATA = 0, H2_HEADERS = 1, H2_RESET = 3, H2_SETTINGS = 4, H2_PING = 6, H2_GOAWAY = 7, H2_WINDOW = 8 };
enum { H2_END_STREAM = 1, H2_ACK = 1, H2_END_HEADERS = 4, H2_PADDED = 8 };

/* What a stream may bring us in all: its window is never enlarged, because no stream here is that long. */
enum { H2_STREAM_WINDOW = 1 << 20, H2_STREAMS = 256 };

typedef struct {
    unsigned char *bytes;
    size_t length, room;
} h2_buffer;

typedef struct {
    h2_buffer in, out;
    size_t read;
    int64_t window;        /* bytes that may still be sent on the connection */
    int64_t stream_window; /* that a new stream may be sent */
    int64_t owed;          /* bytes received and not yet given back to the peer's window */
    bool greeted;          /* the peer's settings are here */
} h2;

typedef struct {
    int type, flags;
    uint32_t stream, length;
    const unsigned char *payload; /* until the next call */
} h2_frame;

void h2_add(h2_buffer *b, const void *bytes, size_t length);

/* Writes preface (of a client), settings and a large window for the connection. `h` is all zero before. */
void h2_open(h2 *h, bool client);

void h2_write(h2 *h, int type, int flags, uint32_t stream, const void *payload, size_t length);

/* Data that windows allow: the owner has asked, and takes it from its stream's window. */
void h2_write_data(h2 *h, int flags, uint32_t stream, const void *payload, size_t length);

/* The next whole frame of what was added to `in`; settings, pings and the connection's window are dealt with. 1 there is one, 0 not yet, -1 not HTTP/2. */
int h2_next(h2 *h, h2_frame *frame);

/* The number that the payload of a window update bears. */
uint32_t h2_number(const unsigned char *four);

void h2_free(h2 *h);

#endif
