/* What load.c is told, and how it looks at the processor's time of others. */
#ifndef LOAD_H
#define LOAD_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct plan {
  /* get, connect, stream, echo, paced (echoes beside streams), idle */
  const char *mode;
  int port, tls, connections, depth, reply, pid;
  /* Of idle: how many it may be asked for. */
  int most;
  double seconds;
  /* Files of request heads, each ended by NUL; connections take turns. `beside`: of the streams of `paced`. */
  const char *heads, *beside;
};

static struct plan plan = {.mode = "get", .connections = 1, .depth = 1, .reply = 70, .seconds = 1};

static void read_plan(int count, char **words) {
  for (int i = 1; i + 1 < count; i += 2) {
    const char *name = words[i], *value = words[i + 1];
    if (!strcmp(name, "mode")) plan.mode = value;
    else if (!strcmp(name, "port")) plan.port = atoi(value);
    else if (!strcmp(name, "tls")) plan.tls = atoi(value);
    else if (!strcmp(name, "connections")) plan.connections = atoi(value);
    else if (!strcmp(name, "depth")) plan.depth = atoi(value);
    else if (!strcmp(name, "most")) plan.most = atoi(value);
    else if (!strcmp(name, "reply")) plan.reply = atoi(value);
    else if (!strcmp(name, "pid")) plan.pid = atoi(value);
    else if (!strcmp(name, "seconds")) plan.seconds = atof(value);
    else if (!strcmp(name, "heads")) plan.heads = value;
    else if (!strcmp(name, "beside")) plan.beside = value;
    else fprintf(stderr, "load does not know %s\n", name), exit(2);
  }
}

static int is(const char *mode) { return !strcmp(plan.mode, mode); }

/* Microseconds of the monotonic clock. */
static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* Nanoseconds that a process, its threads and its children have run. */
static long long cpu_of(int pid) {
  char path[96];
  long long sum = 0, ran;
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) return 0;
  for (struct dirent *task; (task = readdir(tasks));) {
    if (task->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%d/task/%.16s/schedstat", pid, task->d_name);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%lld", &ran) == 1) sum += ran;
    if (file) fclose(file);
    snprintf(path, sizeof path, "/proc/%d/task/%.16s/children", pid, task->d_name);
    file = fopen(path, "r");
    for (int child; file && fscanf(file, "%d", &child) == 1;) sum += cpu_of(child);
    if (file) fclose(file);
  }
  closedir(tasks);
  return sum;
}

#endif
