#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void refuse(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(2);
}

/* The newest session that any connection was given; all that begin afterwards show it. */
static SSL_SESSION *newest;
static long shown, resumptions;

static int keep_session(SSL *ssl, SSL_SESSION *session) {
    (void) ssl;
    SSL_SESSION_free(newest);
    newest = session;
    return 1;
}

double resumed_share(void) {
    return shown > 0 ? (double) resumptions / (double) shown : 0;
}

static SSL_CTX *make_context(const options *o) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 || SSL_CTX_set1_groups_list(context, o->groups) != 1)
        refuse("TLS cannot be set up as asked");
    unsigned char alpn[64];
    size_t length = strlen(o->alpn);
    if (length >= sizeof alpn) refuse("--alpn is too long");
    alpn[0] = (unsigned char) length;
    memcpy(alpn + 1, o->alpn, length);
    SSL_CTX_set_alpn_protos(context, alpn, (unsigned) length + 1);
    /* Without --resume no session is ever kept: each handshake is a full one. The certificate is our own and not checked against roots. */
    SSL_CTX_set_session_cache_mode(context, o->resume ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
    SSL_CTX_sess_set_new_cb(context, keep_session);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

void set_request(options *o, const char *path, const char *fields) {
    int length = snprintf(o->request, sizeof o->request, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, o->host, fields);
    if (length < 0 || (size_t) length >= sizeof o->request) refuse("the request is too long");
    o->request_length = (size_t) length;
}

options read_options(int argc, char **argv, const char *fields) {
    options o = {.host = "localhost", .path = "/", .seconds = 1, .connections = 1, .rate = 1000, .groups = "X25519", .alpn = "http/1.1"};
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        size_t name = value ? (size_t) (value - argv[i]) : strlen(argv[i]);
        if (value) value++;
#define IS(option) (strlen(option) == name && strncmp(argv[i], option, name) == 0)
        if (IS("--tls")) o.tls = true;
        else if (IS("--resume")) o.resume = true;
        else if (value == NULL) refuse("an option without a value");
        else if (IS("--port")) o.port = atoi(value);
        else if (IS("--host")) o.host = value;
        else if (IS("--path")) o.path = value;
        else if (IS("--seconds")) o.seconds = atof(value);
        else if (IS("--connections")) o.connections = atoi(value);
        else if (IS("--rate")) o.rate = atof(value);
        else if (IS("--groups")) o.groups = value;
        else if (IS("--alpn")) o.alpn = value;
        else refuse("an unknown option");
#undef IS
    }
    if (o.port <= 0 || o.port > 65535 || o.connections <= 0 || o.seconds <= 0) refuse("--port, --connections or --seconds is out of range");
    set_request(&o, o.path, fields);
    if (o.tls) o.context = make_context(&o);
    return o;
}

int64_t now_nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

bool open_connection(connection *c, const options *o) {
    static unsigned turn = 0;
    memset(c, 0, sizeof *c);
    c->phase = CLOSED;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) return false;
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (o->receive_buffer > 0) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &o->receive_buffer, sizeof o->receive_buffer);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (turn++ & 15))};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t) o->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(c->fd, (struct sockaddr *) &from, sizeof from) != 0 ||
        (connect(c->fd, (struct sockaddr *) &to, sizeof to) != 0 && errno != EINPROGRESS)) {
        close_connection(c);
        return false;
    }
    c->phase = CONNECTING;
    return true;
}

void begin_request(connection *c) {
    c->phase = SENDING;
    c->sent = c->head_length = 0;
    c->head_done = false;
    c->status = 0;
}

bool wants_write(const connection *c) {
    return c->phase == CONNECTING || c->phase == SENDING;
}

void close_connection(connection *c) {
    if (c->ssl != NULL) {
        /* Else the library takes the connection for broken and its session for unusable. */
        SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(c->ssl);
        c->ssl = NULL;
    }
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->phase = CLOSED;
}

/* 1 it went on, 0 it must wait, -1 it failed */
static int tls_outcome(connection *c, int result) {
    int reason = SSL_get_error(c->ssl, result);
    ERR_clear_error();
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static int connected(connection *c, const options *o) {
    int error = 0;
    socklen_t length = sizeof error;
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0) return -1;
    if (getpeername(c->fd, (struct sockaddr *) &peer, &size) != 0) return errno == ENOTCONN ? 0 : -1;
    if (!o->tls) {
        c->phase = IDLE;
        return 1;
    }
    c->ssl = SSL_new(o->context);
    if (c->ssl == NULL || SSL_set_fd(c->ssl, c->fd) != 1) return -1;
    SSL_set_tlsext_host_name(c->ssl, o->host);
    SSL_set_connect_state(c->ssl);
    if (o->resume && newest != NULL) {
        if (SSL_set_session(c->ssl, newest) != 1) return -1;
        c->shows = true;
    }
    c->phase = HANDSHAKING;
    return 1;
}

static int shake(connection *c, const options *o) {
    int result = SSL_do_handshake(c->ssl);
    if (result != 1) return tls_outcome(c, result);
    shown += c->shows;
    if (SSL_session_reused(c->ssl)) {
        if (!o->resume) return -1;
        resumptions++;
    }
    c->phase = IDLE;
    return 1;
}

long send_bytes(connection *c, const void *bytes, size_t length) {
    if (c->ssl != NULL) {
        int n = SSL_write(c->ssl, bytes, (int) length);
        return n > 0 ? n : tls_outcome(c, n);
    }
    ssize_t n = send(c->fd, bytes, length, MSG_NOSIGNAL);
    return n < 0 && errno == EAGAIN ? 0 : n;
}

long receive_bytes(connection *c, void *bytes, size_t room) {
    if (c->ssl != NULL) {
        int n = SSL_read(c->ssl, bytes, (int) room);
        return n > 0 ? n : tls_outcome(c, n);
    }
    ssize_t n = recv(c->fd, bytes, room, 0);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    return n > 0 ? n : -1;
}

static int send_some(connection *c, const options *o, size_t most) {
    size_t left = o->request_length - c->sent;
    long n = send_bytes(c, o->request + c->sent, left < most ? left : most);
    if (n <= 0) return (int) n;
    c->sent += (size_t) n;
    if (c->sent == o->request_length) c->phase = RECEIVING;
    return 1;
}

/* Status and Content-Length of the head that is complete in c->head. False for an answer without a length: no path that we ask for has one. */
static bool read_head(connection *c) {
    if (sscanf(c->head, "HTTP/1.1 %d", &c->status) != 1) return false;
    c->body_left = -1;
    for (char *line = strstr(c->head, "\r\n"); line != NULL && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, "content-length:", 15) == 0) c->body_left = atol(line + 17);
    c->head_done = true;
    return c->body_left >= 0;
}

static bool take(connection *c, const char *bytes, size_t length) {
    if (!c->head_done) {
        size_t room = sizeof c->head - 1 - c->head_length, part = length < room ? length : room;
        memcpy(c->head + c->head_length, bytes, part);
        c->head_length += part;
        c->head[c->head_length] = 0;
        char *end = strstr(c->head, "\r\n\r\n");
        if (end == NULL) return part == length;
        size_t beyond = c->head_length - (size_t) (end + 4 - c->head) + (length - part);
        end[2] = 0;
        if (!read_head(c)) return false;
        length = beyond;
    }
    c->body_left -= (long) length;
    if (c->body_left == 0) c->phase = IDLE;
    return c->body_left >= 0;
}

static int receive_some(connection *c, size_t most) {
    static char bytes[65536];
    long n = receive_bytes(c, bytes, most < sizeof bytes ? most : sizeof bytes);
    if (n <= 0) return (int) n;
    return take(c, bytes, (size_t) n) ? 1 : -1;
}

static int step(connection *c, const options *o, size_t most) {
    switch (c->phase) {
    case CONNECTING: return connected(c, o);
    case HANDSHAKING: return shake(c, o);
    case SENDING: return send_some(c, o, most);
    case RECEIVING: return receive_some(c, most);
    default: return c->phase == IDLE ? 0 : -1;
    }
}

bool advance(connection *c, const options *o) {
    int went;
    do went = step(c, o, SIZE_MAX);
    while (went > 0 && c->phase != IDLE);
    return went >= 0;
}

bool advance_by(connection *c, const options *o, size_t most) {
    return step(c, o, most) >= 0;
}
