import type { Goal } from './statistics.ts'

export const LAYERS = ['plain', 'TLS'] as const
export type Layer = (typeof LAYERS)[number]

/** Who carries the bytes. */
export type Carrier = 'nginx' | 'HAProxy' | 'websockify' | 'Casement'
export const PROXIES = ['nginx', 'HAProxy', 'Casement'] as const satisfies readonly Carrier[]
export const BRIDGES = ['websockify', 'Casement'] as const satisfies readonly Carrier[]

/** What the upstream does with it; of a bridge, which of its ports. */
export type Service = 'small' | 'download' | 'echo' | 'bulk' | 'little' | 'tcp bulk' | 'tcp echo'

/** One figure of the table: a load of about a second, for each carrier in turn. */
export type Cell = {
  /** As `--cells` names it. */
  readonly name: string
  readonly title: string
  readonly service: Service
  /** What load.c is told, besides where and how long. */
  readonly load: Readonly<Record<string, string | number>>
  readonly carriers: readonly Carrier[]
  /** What a figure of 1 is measured against. */
  readonly rival: Carrier
  /** CPU seconds of the proxy for so much, or the 99th percentile of the waits. */
  readonly figure: 'CPU per GB' | 'CPU per 100,000' | 'p99'
  /** Of the rival's cost divided by ours; none where it is shown for completeness. */
  readonly goals: Readonly<Partial<Record<Layer, Goal>>>
}

const least = (plain: number, tls: number) => ({ plain: { least: plain }, TLS: { least: tls } })
const proxied = { carriers: PROXIES, rival: 'nginx' } as const
const bridged = { carriers: BRIDGES, rival: 'websockify' } as const
/** The frame around 64 bytes that come back from a bridge. */
const BRIDGED_REPLY = 66

export const CELLS: readonly Cell[] = [
  {
    name: 'get',
    title: 'small GET, 32 connections',
    service: 'small',
    load: { mode: 'get', connections: 32 },
    ...proxied,
    figure: 'CPU per 100,000',
    goals: least(0.95, 1),
  },
  {
    name: 'download',
    title: 'download, 4 connections',
    service: 'download',
    load: { mode: 'get', connections: 4 },
    ...proxied,
    figure: 'CPU per GB',
    goals: least(0.95, 1),
  },
  {
    name: 'bulk',
    title: 'WebSocket, 64 KiB down, 4 connections',
    service: 'bulk',
    load: { mode: 'stream', connections: 4 },
    ...proxied,
    figure: 'CPU per GB',
    goals: least(0.95, 1.3),
  },
  {
    name: 'little',
    title: 'WebSocket, 1 KiB down, 4 connections',
    service: 'little',
    load: { mode: 'stream', connections: 4 },
    ...proxied,
    figure: 'CPU per GB',
    goals: least(0.95, 1.3),
  },
  {
    name: 'echo1',
    title: 'WebSocket echo, 1 connection',
    service: 'echo',
    load: { mode: 'echo', connections: 1 },
    ...proxied,
    figure: 'CPU per 100,000',
    goals: least(0.95, 1),
  },
  {
    name: 'echo32',
    title: 'WebSocket echo, 32 connections',
    service: 'echo',
    load: { mode: 'echo', connections: 32 },
    ...proxied,
    figure: 'CPU per 100,000',
    goals: least(0.95, 1),
  },
  {
    name: 'pipelined',
    title: 'WebSocket echo, pipelined: 8 connections, 16 at a time',
    service: 'echo',
    load: { mode: 'echo', connections: 8, depth: 16 },
    ...proxied,
    figure: 'CPU per 100,000',
    goals: least(0.95, 0.95),
  },
  {
    name: 'connect',
    title: 'new connections, a small GET each',
    service: 'small',
    load: { mode: 'connect', connections: 16 },
    ...proxied,
    figure: 'CPU per 100,000',
    goals: least(0.95, 1),
  },
  {
    name: 'beside',
    title: 'p99 of small echoes beside four bulk streams',
    service: 'echo',
    load: { mode: 'paced', connections: 16 },
    ...proxied,
    figure: 'p99',
    goals: least(1, 1),
  },
  {
    name: 'tcp-bulk',
    title: 'WebSocket to TCP, 64 KiB down, 4 connections',
    service: 'tcp bulk',
    load: { mode: 'stream', connections: 4 },
    ...bridged,
    figure: 'CPU per GB',
    goals: {},
  },
  {
    name: 'tcp-echo',
    title: 'WebSocket to TCP, small messages, 32 connections',
    service: 'tcp echo',
    load: { mode: 'echo', connections: 32, reply: BRIDGED_REPLY },
    ...bridged,
    figure: 'CPU per 100,000',
    goals: least(5, 5),
  },
]

/** Memory of idle tunnels, in kB each: measured in a fresh process, at so many. */
export const MEMORY = { name: 'memory', counts: [1000, 5000], most: 10 } as const
