/* What the load generators share: options, a clock, non-blocking connections with or without TLS, and enough HTTP/1.1 to see where an answer ends. */
#ifndef CLIENT_H
#define CLIENT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int port;
    const char *host;
    const char *path;
    double seconds;
    bool tls;
    int connections;
    double rate;
    const char *groups;
    const char *alpn;
    int receive_buffer; /* bytes that the kernel may keep for us; 0 is its own choice */
    bool resume;
    SSL_CTX *context; /* NULL without tls */
    char request[2048];
    size_t request_length;
} options;

typedef enum { CONNECTING, HANDSHAKING, SENDING, RECEIVING, IDLE, CLOSED } phase;

typedef struct {
    int fd;
    SSL *ssl;
    phase phase;
    bool shows; /* a session to resume */
    size_t sent;
    char head[4096];
    size_t head_length;
    bool head_done;
    long body_left;
    int status;
    uint32_t watched; /* events that epoll was last asked for */
    int64_t scheduled; /* nanoseconds; the owner's */
} connection;

/* Writes a GET of `path` into `o`; `fields` are further header lines. */
void set_request(options *o, const char *path, const char *fields);

/* Reads --port --host --path --seconds --tls --connections --rate --groups --alpn --resume; ends the program on anything else. `fields` are further header lines. */
options read_options(int argc, char **argv, const char *fields);

int64_t now_nanos(void);

/* Starts to connect to 127.0.0.1, from one of sixteen loopback addresses by turns, so that ports in TIME_WAIT do not run out. False on failure. */
bool open_connection(connection *c, const options *o);

/* Goes on as far as it can without waiting: connect, handshake, send what is left of the request, receive. False if the connection failed. */
bool advance(connection *c, const options *o);

/* The same for a slow client: one step, and at most so many bytes each way. */
bool advance_by(connection *c, const options *o, size_t most);

/* Begins the next request on an idle connection. */
void begin_request(connection *c);

/* For those that speak something else than HTTP/1.1 on a connection: bytes that went, 0 if none can now, -1 if the connection failed or is at its end. */
long send_bytes(connection *c, const void *bytes, size_t length);
long receive_bytes(connection *c, void *bytes, size_t room);

/* True when it waits to write rather than to read. */
bool wants_write(const connection *c);

void close_connection(connection *c);

/* Of all handshakes that showed a session and are done, how many resumed it. */
double resumed_share(void);

#endif
