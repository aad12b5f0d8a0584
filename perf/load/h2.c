#include "h2.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 9, LARGEST_FRAME = 16384, SETTING_STREAMS = 3, SETTING_WINDOW = 4 };
static const int64_t CONNECTION_WINDOW = INT32_MAX;
static const char PREFACE[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

void h2_add(h2_buffer *b, const void *bytes, size_t length) {
    if (b->length + length > b->room) {
        b->room = (b->length + length) * 2;
        b->bytes = realloc(b->bytes, b->room);
        if (b->bytes == NULL) abort();
    }
    if (length > 0) memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
}

static void put_number(unsigned char *four, uint32_t n) {
    for (int i = 0; i < 4; i++) four[i] = (unsigned char) (n >> (24 - 8 * i));
}

uint32_t h2_number(const unsigned char *four) {
    return (uint32_t) four[0] << 24 | (uint32_t) four[1] << 16 | (uint32_t) four[2] << 8 | four[3];
}

void h2_write(h2 *h, int type, int flags, uint32_t stream, const void *payload, size_t length) {
    unsigned char head[HEAD] = {(unsigned char) (length >> 16), (unsigned char) (length >> 8), (unsigned char) length, (unsigned char) type,
                                (unsigned char) flags};
    put_number(head + 5, stream);
    h2_add(&h->out, head, HEAD);
    h2_add(&h->out, payload, length);
}

void h2_write_data(h2 *h, int flags, uint32_t stream, const void *payload, size_t length) {
    h->window -= (int64_t) length;
    h2_write(h, H2_DATA, flags, stream, payload, length);
}

static void enlarge(h2 *h, int64_t by) {
    unsigned char four[4];
    put_number(four, (uint32_t) by);
    h2_write(h, H2_WINDOW, 0, 0, four, sizeof four);
}

void h2_open(h2 *h, bool client) {
    h->window = h->stream_window = 65535;
    if (client) h2_add(&h->out, PREFACE, sizeof PREFACE - 1);
    unsigned char settings[12] = {0, SETTING_WINDOW};
    put_number(settings + 2, H2_STREAM_WINDOW);
    settings[7] = SETTING_STREAMS;
    put_number(settings + 8, H2_STREAMS);
    h2_write(h, H2_SETTINGS, 0, 0, settings, sizeof settings);
    enlarge(h, CONNECTION_WINDOW - 65535);
}

static bool take_settings(h2 *h, const h2_frame *f) {
    if (f->flags & H2_ACK) return true;
    if (f->length % 6 != 0) return false;
    for (uint32_t at = 0; at < f->length; at += 6)
        if (f->payload[at] == 0 && f->payload[at + 1] == SETTING_WINDOW) h->stream_window = h2_number(f->payload + at + 2);
    h->greeted = true;
    h2_write(h, H2_SETTINGS, H2_ACK, 0, NULL, 0);
    return true;
}

/* What concerns the connection alone. False if it breaks the protocol. */
static bool take_own(h2 *h, const h2_frame *f) {
    switch (f->type) {
    case H2_SETTINGS: return take_settings(h, f);
    case H2_PING:
        if (f->length != 8) return false;
        if (!(f->flags & H2_ACK)) h2_write(h, H2_PING, H2_ACK, 0, f->payload, 8);
        return true;
    case H2_WINDOW:
        if (f->length != 4) return false;
        if (f->stream == 0) h->window += h2_number(f->payload);
        return true;
    case H2_DATA:
        h->owed += f->length;
        if (h->owed > CONNECTION_WINDOW / 2) {
            enlarge(h, h->owed);
            h->owed = 0;
        }
        return !(f->flags & H2_PADDED);
    default: return true;
    }
}

int h2_next(h2 *h, h2_frame *frame) {
    const unsigned char *at = h->in.bytes + h->read;
    size_t left = h->in.length - h->read;
    size_t length = left >= HEAD ? (size_t) at[0] << 16 | (size_t) at[1] << 8 | at[2] : 0;
    if (left < HEAD || (length <= LARGEST_FRAME && left < HEAD + length)) {
        if (left > 0 && h->read > 0) memmove(h->in.bytes, at, left);
        h->in.length = left;
        h->read = 0;
        return 0;
    }
    if (length > LARGEST_FRAME) return -1;
    *frame = (h2_frame) {.type = at[3], .flags = at[4], .stream = h2_number(at + 5) & INT32_MAX, .length = (uint32_t) length, .payload = at + HEAD};
    h->read += HEAD + length;
    return take_own(h, frame) ? 1 : -1;
}

void h2_free(h2 *h) {
    free(h->in.bytes);
    free(h->out.bytes);
    memset(h, 0, sizeof *h);
}
