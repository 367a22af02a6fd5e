/*
 * load: what comes to the proxies in bench/proxy. One thread, one epoll. `load name value …`, see load.h.
 * Opens its connections, lets them warm up, counts for so many seconds, and prints one line of JSON. With mode
 * idle it prints a line when all tunnels are open and holds them until a line comes in; a number in it asks for
 * so many in all.
 */
#define _GNU_SOURCE
#include "load.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WARM_UP = 200000, PATIENCE = 20000000, PATIENCE_IDLE = 180000000, READ = 131072, MESSAGE = 70, BESIDE = 4, PACE = 10000, AT_ONCE = 64 };
enum state { CONNECTING, HANDSHAKE, HEAD, OPEN };

struct peer {
  int fd, stream;
  SSL *ssl;
  enum state state;
  const char *request;
  char head[4096];
  size_t length;
  /* Bytes to come: of a body, or of echoes. */
  long left;
  long sent_at, due;
};

static SSL_CTX *context;
static int epoll, opened, started;
static struct peer *peers, **again;
static int again_count;
static long operations, bytes, waits_count;
static unsigned *waits;
static const int MOST_WAITS = 4000000;
static char message[MESSAGE * 64];

static void fail(const char *what, const struct peer *peer) {
  fprintf(stderr, "load: %s; %.*s\n", what, peer ? (int)peer->length : 0, peer ? peer->head : "");
  exit(1);
}

/* Bytes, 0 at the end, -1 where nothing is there. */
static ssize_t take(struct peer *peer, void *into, size_t room) {
  if (!peer->ssl) {
    ssize_t got = recv(peer->fd, into, room, 0);
    return got < 0 && errno != EAGAIN ? 0 : got;
  }
  ERR_clear_error();
  int got = SSL_read(peer->ssl, into, room);
  if (got > 0) return got;
  return SSL_get_error(peer->ssl, got) == SSL_ERROR_WANT_READ ? -1 : 0;
}

static void give(struct peer *peer, const char *from, size_t length) {
  ssize_t sent = peer->ssl ? SSL_write(peer->ssl, from, length) : send(peer->fd, from, length, MSG_NOSIGNAL);
  if (sent != (ssize_t)length) fail("a message could not be sent", peer);
}

static void ask(struct peer *peer) {
  peer->state = HEAD;
  peer->length = 0;
  peer->sent_at = now();
  give(peer, peer->request, strlen(peer->request));
}

static void start(struct peer *peer) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(plan.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(peer->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) fail(strerror(errno), peer);
  peer->state = CONNECTING;
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = peer};
  epoll_ctl(epoll, EPOLL_CTL_ADD, peer->fd, &event);
  started++;
}

static void restart(struct peer *peer) {
  if (peer->ssl) SSL_free(peer->ssl);
  peer->ssl = NULL;
  close(peer->fd);
  start(peer);
}

static void shake(struct peer *peer) {
  ERR_clear_error();
  int done = SSL_connect(peer->ssl);
  if (done == 1) ask(peer);
  else if (SSL_get_error(peer->ssl, done) != SSL_ERROR_WANT_READ) fail("no handshake", peer);
}

static void connected(struct peer *peer) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) fail(strerror(error), peer);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
  epoll_ctl(epoll, EPOLL_CTL_MOD, peer->fd, &event);
  if (!plan.tls) return ask(peer);
  peer->ssl = SSL_new(context);
  SSL_set_fd(peer->ssl, peer->fd);
  peer->state = HANDSHAKE;
  shake(peer);
}

static void noted(struct peer *peer, long time) {
  operations++;
  if (waits_count < MOST_WAITS) waits[waits_count++] = time - peer->sent_at;
}

static void speak(struct peer *peer, int times) {
  peer->left += (long)times * plan.reply;
  peer->sent_at = now();
  give(peer, message, (size_t)times * MESSAGE);
}

static void answered(struct peer *peer) {
  noted(peer, now());
  if (is("connect")) restart(peer);
  else ask(peer);
}

/* Bytes of a body, of a stream or of echoes. */
static void received(struct peer *peer, long count) {
  if (peer->stream) bytes += count;
  else if (is("get") || is("connect")) {
    bytes += count;
    peer->left -= count;
    if (peer->left == 0) answered(peer);
  } else {
    long before = (peer->left + plan.reply - 1) / plan.reply;
    peer->left -= count;
    long echoed = before - (peer->left + plan.reply - 1) / plan.reply;
    if (peer->left < 0) fail("more came back than was sent", NULL);
    if (plan.depth == 1 && peer->left == 0) noted(peer, now());
    else if (plan.depth > 1) operations += echoed;
    if (is("echo") && echoed > 0) speak(peer, echoed);
  }
}

static void reading(struct peer *peer);

static void heading(struct peer *peer) {
  ssize_t got = take(peer, peer->head + peer->length, sizeof peer->head - 1 - peer->length);
  if (got == 0) fail("the proxy hung up", peer);
  if (got < 0) return;
  peer->length += got;
  peer->head[peer->length] = 0;
  char *end = strstr(peer->head, "\r\n\r\n");
  if (!end) return;
  long more = peer->length - (end + 4 - peer->head);
  char *size = strcasestr(peer->head, "\r\ncontent-length:");
  int switched = !strncmp(peer->head + 9, "101", 3), fine = !strncmp(peer->head + 9, "200", 3);
  if (!switched && (!fine || !size)) fail("not what was asked for", peer);
  peer->left = switched ? 0 : atol(size + 17);
  if (peer->state == HEAD && switched) opened++;
  peer->state = OPEN;
  if (switched && is("echo")) speak(peer, plan.depth);
  else if (more > 0) received(peer, more);
  if (peer->ssl && peer->state == OPEN) reading(peer);
}

static void reading(struct peer *peer) {
  static char room[READ];
  for (int i = 0; i < 4; i++) {
    ssize_t got = take(peer, room, sizeof room);
    if (got == 0) fail("the proxy hung up", peer);
    if (got < 0) return;
    received(peer, got);
    if (!peer->ssl || peer->state != OPEN) return;
  }
  again[again_count++] = peer; /* more of it may stand in the library already */
}

static void step(struct peer *peer) {
  if (peer->state == CONNECTING) connected(peer);
  else if (peer->state == HANDSHAKE) shake(peer);
  else if (peer->state == HEAD) heading(peer);
  else reading(peer);
}

static void pace(void) {
  long time = now();
  for (int i = 0; i < started; i++) {
    struct peer *peer = &peers[i];
    if (peer->stream || peer->state != OPEN || peer->left > 0 || time < peer->due) continue;
    peer->due = time + PACE;
    speak(peer, 1);
  }
}

static void turn(int timeout) {
  struct epoll_event events[128];
  struct peer *old[again_count + 1];
  int old_count = again_count;
  memcpy(old, again, sizeof *again * old_count);
  again_count = 0;
  for (int i = 0; i < old_count; i++) if (old[i]->state == OPEN) reading(old[i]);
  int count = epoll_wait(epoll, events, 128, again_count > 0 ? 0 : timeout);
  for (int i = 0; i < count; i++) {
    struct peer *peer = events[i].data.ptr;
    int waiting = 0;
    for (int j = 0; j < again_count && !waiting; j++) waiting = again[j] == peer;
    if (!waiting) step(peer);
  }
  if (is("paced")) pace();
}

/* All that were asked for are tunnels. */
static void open_all(int total) {
  for (long end = now() + (is("idle") ? PATIENCE_IDLE : PATIENCE); opened < total;) {
    while (started < total && started - opened < AT_ONCE) start(&peers[started]);
    turn(100);
    if (now() > end) fail("not all tunnels opened", NULL);
  }
}

static char **read_heads(const char *path, int *count) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path, NULL);
  char **all = calloc(8192, sizeof *all), *head = NULL;
  size_t room = 0;
  for (*count = 0; *count < 8192 && getdelim(&head, &room, 0, file) > 0; head = NULL, room = 0) all[(*count)++] = head;
  fclose(file);
  return all;
}

static void prepare(void) {
  epoll = epoll_create1(0);
  int beside = is("paced") ? BESIDE : 0, total = (is("idle") ? plan.most : plan.connections) + beside, count, others = 1;
  peers = calloc(total, sizeof *peers);
  again = calloc(total, sizeof *again);
  waits = malloc(sizeof *waits * MOST_WAITS);
  char **heads = read_heads(plan.heads, &count), **other = beside ? read_heads(plan.beside, &others) : heads;
  for (int i = 0; i < total; i++) {
    peers[i].stream = is("stream") || i < beside;
    peers[i].request = i < beside ? other[i % others] : heads[i % count];
    peers[i].due = now() + (long)i * PACE / total;
  }
  for (int i = 0; i < 64; i++) memcpy(message + i * MESSAGE, "\x82\xc0" "abcd", 6);
  if (!plan.tls) return;
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, READ);
}

static void idle(void) {
  char line[64];
  for (int total = plan.connections; total > 0 && total <= plan.most;) {
    open_all(total);
    printf("%d\n", opened);
    fflush(stdout);
    total = fgets(line, sizeof line, stdin) ? atoi(line) : 0;
  }
}

static int ascending(const void *a, const void *b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

static double wait_at(double share) {
  return waits_count ? waits[(long)((waits_count - 1) * share)] / 1000.0 : 0;
}

int main(int count, char **words) {
  read_plan(count, words);
  prepare();
  if (is("idle")) return idle(), 0;
  if (is("get") || is("connect")) while (started < plan.connections) start(&peers[started]);
  else open_all(plan.connections + (is("paced") ? BESIDE : 0));
  int timeout = is("paced") ? 1 : 100;
  for (long end = now() + WARM_UP; now() < end;) turn(timeout);
  operations = bytes = waits_count = 0;
  long began = now();
  long long cpu = cpu_of(plan.pid);
  for (long end = began + plan.seconds * 1e6; now() < end;) turn(timeout);
  cpu = cpu_of(plan.pid) - cpu;
  double seconds = (now() - began) / 1e6;
  if (operations + bytes == 0) fail("nothing came", NULL);
  qsort(waits, waits_count, sizeof *waits, ascending);
  printf("{\"seconds\":%.4f,\"operations\":%ld,\"bytes\":%ld,\"cpu\":%.6f,\"p50\":%.3f,\"p99\":%.3f}\n",
         seconds, operations, bytes, cpu / 1e9, wait_at(0.5), wait_at(0.99));
}
