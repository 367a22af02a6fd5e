import { type Static, Type } from '@sinclair/typebox'
import type { Config } from '../config.ts'
import type { Outcome } from '../reload.ts'
import { service as texts } from '../texts/service.ts'
import { placesOf } from './places.ts'
import { findPresence } from './presence.ts'
import { identify, ProcessId, signal, within } from './process.ts'
import { readRecord, writeRecord } from './record.ts'
import type { Say } from './say.ts'

/** What came of the last time that a service was asked to read its configuration again. */
const Reloaded = Type.Object({
  process: ProcessId,
  /** Of this process, from 1. */
  times: Type.Integer(),
  taken: Type.Boolean(),
  says: Type.Array(Type.String()),
})

/** Longer than workers of the front door take to start on a busy machine. */
const PATIENCE = 60_000

/** Called by the service, for whoever asked. */
export function recordReload(config: Config, times: number, { taken, says }: Outcome) {
  const me = identify(process.pid)
  if (!me) return
  writeRecord(placesOf(config).reload, {
    ...{ process: me, times, taken, says: [...says] },
  } satisfies Static<typeof Reloaded>)
}

/**
 * `casement reload`: has the service read its configuration again, and says what came of it. Only the
 * configuration that was read at its start: flags of this command say which service is meant.
 */
export async function reload(config: Config, say: Say): Promise<number> {
  const present = findPresence(config)
  if (!present) {
    say('Casement does not run.')
    return 3
  }
  if (!present.reloads) {
    say(texts.cannotReload(present.version))
    return 1
  }
  const outcome = () => {
    const found = readRecord(placesOf(config).reload, Reloaded)
    return found?.process.started === present.process.started ? found : undefined
  }
  const before = outcome()?.times ?? 0
  signal(present.process, 'SIGHUP')
  await within(PATIENCE, () => (outcome()?.times ?? 0) > before)
  const after = outcome()
  if (!after || after.times === before) {
    say(texts.silentReload(placesOf(config).log))
    return 1
  }
  say(...after.says)
  return after.taken ? 0 : 1
}
