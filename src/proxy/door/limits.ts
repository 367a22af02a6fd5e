/** How long and how much the front door puts up with. Milliseconds and bytes. */
export const LIMITS = {
  /** From the connection, or the first byte of a later request, to the end of the head. */
  head: 10_000,
  /** Between requests. */
  idle: 75_000,
  /** Between two parts of a request's body; after so long its rate counts, too. */
  body: 60_000,
  /** Bytes a second that a body brings on the whole, while its destination takes them. */
  bodyRate: 500,
  /** From a whole request to the head of its answer. */
  answer: 120_000,
  /** A client that takes nothing of what waits for it. */
  stall: 120_000,
  /** A client that keeps its side open after we closed ours. */
  linger: 2_000,
  /** To open a connection to a manager or a session. */
  connect: 5_000,
  /** From a WebSocket to the picture's first byte. */
  handshake: 10_000,
  /** An upgrade that is ahead of the news of its session. With what surrounds it less than a second. */
  news: 900,
  /** So many of those at a time; each holds its connection and a head. */
  early: 256,
  /** Connections of one address that have not brought a head yet; with one more the oldest is cut. */
  newcomers: 1024,
  /** Connections of one address; behind a trusted proxy, its requests and tunnels under way. */
  perAddress: 4096,
  /** Tunnels and calls of one session. */
  tunnels: 64,
  /** Descriptors kept free for what is open already, and for refusing who comes when there are no more. */
  reserve: 48,
  /** Connections beyond the limit of descriptors that are told so at a time; others are cut. */
  excess: 16,
  /** Between pings on a tunnel: middleboxes forget what is silent for a minute. */
  ping: 30_000,
  /** A browser that does not even answer pings. */
  silence: 100_000,
  /** An unused connection to a manager; below the ten seconds after which Bun's servers hang up. */
  pooled: 5_000,
  /** What a request waits for a manager when none is there; after an outage of so long it is told so at once. */
  outage: 20_000,
  /** For a manager to say how it is. */
  probe: 3_000,
  /** Between two questions of how it is to one of several managers. */
  examine: 5_000,
  /** How often a request that can be sent twice is sent again to a manager that broke off without an answer. */
  repeats: 2,
  /** How often all of these are looked at. */
  sweep: 1_000,
  bodyBytes: 64 * 1024 * 1024,
  /** Answers like 103 that come before the answer. */
  interim: 8,
} as const satisfies Record<string, number>

export type Limits = { readonly [K in keyof typeof LIMITS]: number }
