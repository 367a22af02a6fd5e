import { type Static, Type } from '@sinclair/typebox'
import type { Config } from '../config.ts'
import { version } from '../version.ts'
import { placesOf } from './places.ts'
import { identify, lives, ProcessId } from './process.ts'
import { readRecord, removeRecord, writeRecord } from './record.ts'

/** What a service that is up says of itself. */
const Presence = Type.Object({
  process: ProcessId,
  version: Type.String(),
  roles: Type.Array(Type.String()),
  /** The front door as people know it, or the manager where there is none. */
  url: Type.Optional(Type.String()),
  /** The same, as this host reaches it whatever its name leads to. */
  probe: Type.Optional(Type.String()),
  since: Type.String(),
  /** It leaves the tunnels of its front door to the next one when told to by SIGUSR2. */
  handsOver: Type.Optional(Type.Boolean()),
  /** It reads its configuration again when told to by SIGHUP. */
  reloads: Type.Optional(Type.Boolean()),
})
export type Presence = Static<typeof Presence>

/** Called by main when every role is up; `casement start` and `status` read it. Disposing takes it back. */
export function announce(config: Config, url: string | undefined, now: Date): Disposable {
  const me = identify(process.pid)
  if (!me) throw new Error('/proc is not mounted: casement needs it')
  const { presence } = placesOf(config)
  writeRecord(presence, {
    process: me,
    version,
    roles: [...config.roles],
    ...(url === undefined ? {} : { url, probe: probeOf(config, url) }),
    since: now.toISOString(),
    handsOver: true,
    reloads: true,
  } satisfies Presence)
  return { [Symbol.dispose]: () => removeRecord(presence) }
}

function probeOf({ roles, listen }: Config, url: string): string {
  if (!roles.includes('proxy')) return url
  const probe = new URL(url)
  const everywhere = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[listen]
  probe.hostname = everywhere ?? (listen.includes(':') ? `[${listen}]` : listen)
  return probe.href
}

/** The service of this data directory, if it is up; what a killed one left behind does not count. */
export function findPresence(config: Config): Presence | undefined {
  const found = readRecord(placesOf(config).presence, Presence)
  return found && lives(found.process) ? found : undefined
}
