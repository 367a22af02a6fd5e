/*
 * upstream: what stands behind the proxies in bench/proxy. One thread, one epoll, nothing that costs. Prints
 * the ports of its three listeners: HTTP and WebSocket, TCP that sends without end, TCP that echoes.
 *
 * The path of a request says what it gets: /small 128 bytes, /download 16 MB, and by upgrade /echo (bytes as
 * they come: frames), /bulk (frames of 64 KiB), /little (frames of 1 KiB, each sent by itself).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BIG = 65536, LITTLE = 1024, DOWNLOAD = 16 << 20, HEAD = 8192, IN_A_ROW = 16 };
enum mode { HTTP_LISTENER, BULK_LISTENER, ECHO_LISTENER, HTTP, ECHO, FRAMES, DOWNLOADING };

struct peer {
  int fd;
  enum mode mode;
  /* Of FRAMES: one frame, again and again; of DOWNLOADING how much is left. */
  const char *frame;
  size_t size, at;
  long left;
  size_t length;
  char *head;
};

static char big[BIG + 10], little[LITTLE + 4], plain[BIG];
static int epoll;
static const char SWITCH[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void watch(struct peer *peer, unsigned events, int how) {
  struct epoll_event event = {.events = events, .data.ptr = peer};
  epoll_ctl(epoll, how, peer->fd, &event);
}

static struct peer *add(int fd, enum mode mode, unsigned events) {
  struct peer *peer = calloc(1, sizeof *peer);
  peer->fd = fd;
  peer->mode = mode;
  watch(peer, events, EPOLL_CTL_ADD);
  return peer;
}

static void drop(struct peer *peer) {
  close(peer->fd);
  free(peer->head);
  free(peer);
}

/* What is little goes out whole: the reader takes it soon. */
static int send_all(struct peer *peer, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(peer->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = peer->fd, .events = POLLOUT};
      if (poll(&wait, 1, 2000) <= 0) return -1;
    } else if (sent < 0) return -1;
    else bytes += sent, length -= sent;
  }
  return 0;
}

static void stream(struct peer *peer, const char *frame, size_t size) {
  peer->mode = FRAMES;
  peer->frame = frame;
  peer->size = size;
  watch(peer, EPOLLOUT, EPOLL_CTL_MOD);
}

static int answer(struct peer *peer) {
  static char small[512];
  char *path = peer->head, *end = strchr(path, '\r');
  *end = 0;
  if (strstr(path, "/small ")) {
    int n = sprintf(small, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n");
    memset(small + n, 'x', 128);
    return send_all(peer, small, n + 128);
  }
  if (strstr(path, "/download ")) {
    int n = sprintf(small, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", DOWNLOAD);
    peer->mode = DOWNLOADING;
    peer->left = DOWNLOAD;
    watch(peer, EPOLLOUT, EPOLL_CTL_MOD);
    return send_all(peer, small, n);
  }
  if (send_all(peer, SWITCH, sizeof SWITCH - 1) < 0) return -1;
  if (strstr(path, "/bulk ")) stream(peer, big, sizeof big);
  else if (strstr(path, "/little ")) stream(peer, little, sizeof little);
  else peer->mode = ECHO;
  return 0;
}

static int read_heads(struct peer *peer) {
  if (!peer->head) peer->head = malloc(HEAD + 1);
  ssize_t got = recv(peer->fd, peer->head + peer->length, HEAD - peer->length, 0);
  if (got <= 0) return got < 0 && errno == EAGAIN ? 0 : -1;
  peer->length += got;
  peer->head[peer->length] = 0;
  char *end;
  while (peer->mode == HTTP && (end = strstr(peer->head, "\r\n\r\n"))) {
    size_t used = end + 4 - peer->head;
    if (answer(peer) < 0) return -1;
    peer->length -= used;
    memmove(peer->head, peer->head + used, peer->length + 1);
  }
  if (peer->mode == ECHO && peer->length > 0) send_all(peer, peer->head, peer->length);
  if (peer->mode != HTTP) {
    free(peer->head);
    peer->head = NULL;
    peer->length = 0;
  }
  return peer->length < HEAD ? 0 : -1;
}

static int echo(struct peer *peer) {
  static char bytes[BIG];
  ssize_t got = recv(peer->fd, bytes, sizeof bytes, 0);
  if (got <= 0) return got < 0 && errno == EAGAIN ? 0 : -1;
  return send_all(peer, bytes, got);
}

static int send_frames(struct peer *peer) {
  int times = peer->size > BIG / 2 ? 1 : IN_A_ROW;
  for (int i = 0; i < times; i++) {
    ssize_t sent = send(peer->fd, peer->frame + peer->at, peer->size - peer->at, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN ? 0 : -1;
    peer->at = (peer->at + sent) % peer->size;
  }
  return 0;
}

static int send_download(struct peer *peer) {
  ssize_t sent = send(peer->fd, plain, peer->left < BIG ? peer->left : BIG, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN ? 0 : -1;
  peer->left -= sent;
  if (peer->left > 0) return 0;
  peer->mode = HTTP;
  watch(peer, EPOLLIN, EPOLL_CTL_MOD);
  return 0;
}

static void welcome(struct peer *listener) {
  int fd, one = 1;
  while ((fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (listener->mode == HTTP_LISTENER) add(fd, HTTP, EPOLLIN);
    else if (listener->mode == ECHO_LISTENER) add(fd, ECHO, EPOLLIN);
    else stream(add(fd, FRAMES, EPOLLOUT), plain, sizeof plain);
  }
}

static void listen_as(enum mode mode) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 4096) < 0) exit(1);
  getsockname(fd, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  add(fd, mode, EPOLLIN);
}

int main(void) {
  epoll = epoll_create1(0);
  memcpy(big, "\x82\x7f\0\0\0\0\0\1\0\0", 10);
  memcpy(little, "\x82\x7e\4\0", 4);
  listen_as(HTTP_LISTENER);
  listen_as(BULK_LISTENER);
  listen_as(ECHO_LISTENER);
  fflush(stdout);
  for (;;) {
    struct epoll_event events[256];
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      struct peer *peer = events[i].data.ptr;
      int bad = 0;
      if (peer->mode <= ECHO_LISTENER) welcome(peer);
      else if (peer->mode == HTTP) bad = read_heads(peer);
      else if (peer->mode == ECHO) bad = echo(peer);
      else if (events[i].events & (EPOLLHUP | EPOLLERR)) bad = -1;
      else bad = peer->mode == FRAMES ? send_frames(peer) : send_download(peer);
      if (bad < 0) drop(peer);
    }
  }
}
