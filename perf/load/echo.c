/* A WebSocket server that sends back each message of up to 125 bytes. Counts messages in --count=FILE, eight bytes that others may read at any time. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    int fd, open;
    size_t length;
    unsigned char bytes[8192];
} peer;

static volatile uint64_t *count;

static int send_all(peer *p, const void *bytes, size_t length) {
    return send(p->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t) length;
}

/* RFC 6455 section 4.2.2. */
static int greet(peer *p) {
    p->bytes[p->length] = 0;
    char *head = (char *) p->bytes, *end = strstr(head, "\r\n\r\n"), *key = strcasestr(head, "\r\nsec-websocket-key:");
    if (end == NULL) return p->length < sizeof p->bytes - 1;
    if (key == NULL || key > end) return 0;
    key += strlen("\r\nsec-websocket-key:");
    key += strspn(key, " ");
    char text[128], answer[256];
    unsigned char digest[SHA_DIGEST_LENGTH], encoded[64];
    int n = snprintf(text, sizeof text, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int) strcspn(key, " \r"), key);
    SHA1((unsigned char *) text, (size_t) n, digest);
    EVP_EncodeBlock(encoded, digest, SHA_DIGEST_LENGTH);
    n = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", encoded);
    p->open = 1;
    p->length = 0;
    return send_all(p, answer, (size_t) n);
}

/* All whole frames that are here, each unmasked and sent back under its own opcode. */
static int answer_frames(peer *p) {
    size_t at = 0;
    while (p->length - at >= 6) {
        unsigned char *frame = p->bytes + at;
        size_t size = frame[1] & 0x7f;
        if (size > 125 || (frame[1] & 0x80) == 0 || (frame[0] & 0x0f) == 8) return 0;
        if (p->length - at < 6 + size) break;
        unsigned char reply[127] = {frame[0], (unsigned char) size};
        for (size_t i = 0; i < size; i++) reply[2 + i] = frame[6 + i] ^ frame[2 + i % 4];
        if (!send_all(p, reply, 2 + size)) return 0;
        ++*count;
        at += 6 + size;
    }
    memmove(p->bytes, p->bytes + at, p->length - at);
    p->length -= at;
    return 1;
}

static int readable(peer *p) {
    ssize_t n = recv(p->fd, p->bytes + p->length, sizeof p->bytes - 1 - p->length, 0);
    if (n <= 0) return 0;
    p->length += (size_t) n;
    return p->open ? answer_frames(p) : greet(p);
}

int main(int argc, char **argv) {
    int port = 0, on = 1;
    const char *file = NULL;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--port=", 7) == 0) port = atoi(argv[i] + 7);
        if (strncmp(argv[i], "--count=", 8) == 0) file = argv[i] + 8;
    }
    int shared = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
    if (port == 0 || shared < 0 || ftruncate(shared, 8) != 0) return 2;
    count = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (count == MAP_FAILED || bind(listener, (struct sockaddr *) &here, sizeof here) != 0 || listen(listener, 1024) != 0) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[64];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(epoll, ready, 64, -1);
        for (int i = 0; i < n; i++) {
            peer *p = ready[i].data.ptr;
            if (p == NULL) {
                p = calloc(1, sizeof *p);
                p->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
                setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event.data.ptr = p;
                epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &event);
            } else if (!readable(p)) {
                close(p->fd);
                free(p);
            }
        }
    }
}
