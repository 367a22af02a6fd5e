import { closeSync } from 'node:fs'
import type { Subprocess } from 'bun'
import { type Config, readConfig } from '../config.ts'
import { logger } from '../log.ts'
import { selfCommand } from '../paths.ts'
import { openLog, rotateLog } from './log-file.ts'
import { type Places, placesOf } from './places.ts'
import { identify } from './process.ts'
import { removeRecord, writeRecord } from './record.ts'
import { findSupervision, type Supervision } from './supervisor-file.ts'

const SECOND = 1000
const LONGEST_PAUSE = 30 * SECOND
/** A service that lived this long is worth an attempt at once. */
const HEALTHY = 60 * SECOND
/** main's code for a configuration that cannot be used: the next attempt would end the same way. */
const MISCONFIGURED = 2

type Wish = 'SIGTERM' | 'SIGUSR2'

/** In the log when an attempt has failed and another follows. */
export const ENDED_BY_ITSELF = 'The service ended by itself'

const log = logger('supervisor')

/**
 * `casement __supervise FLAGS`: what systemd does elsewhere. Starts the service again when it ends,
 * after a growing pause, until it is itself asked to end; then drains the service and ends. SIGUSR2
 * is passed on: the service then leaves its tunnels to the next.
 */
export async function supervise(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const config = readConfig(argv, env)
  const places = placesOf(config)
  const me = identify(process.pid)
  if (!me) throw new Error('/proc is not mounted: casement needs it')
  const other = findSupervision(places.supervisor).supervisor
  if (other && other.pid !== me.pid) throw new Error(`Process ${other.pid} supervises it already`)

  const stop = Promise.withResolvers<Wish>()
  process.once('SIGUSR2', () => stop.resolve('SIGUSR2'))
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => stop.resolve('SIGTERM'))
  }
  process.on('SIGHUP', () => {}) // the terminal that started it has closed
  const rotation = setInterval(() => rotateLog(places.log), 30 * SECOND)
  try {
    return await keepRunning(argv, config, places, { supervisor: me }, stop.promise)
  } finally {
    clearInterval(rotation)
    removeRecord(places.supervisor)
  }
}

async function keepRunning(
  argv: readonly string[],
  config: Config,
  places: Places,
  supervision: Supervision,
  stop: Promise<Wish>,
): Promise<number> {
  let pause = 0
  for (;;) {
    const began = performance.now()
    const child = spawnService(argv, places)
    const service = identify(child.pid)
    writeRecord(places.supervisor, { ...supervision, ...(service ? { service } : {}) })
    const ended = await Promise.race([child.exited, stop])
    if (typeof ended === 'string') {
      return end(child, ended, (config.drainSeconds + 30) * SECOND)
    }
    writeRecord(places.supervisor, supervision)
    if (ended === MISCONFIGURED) return MISCONFIGURED

    pause = pauseAfter(performance.now() - began, pause)
    const how = child.signalCode ?? `code ${ended}`
    log.error(`${ENDED_BY_ITSELF} (${how}); it starts again in ${pause / SECOND} s`)
    const over = await Promise.race([Bun.sleep(pause), stop])
    if (over) return 0
  }
}

/** None after a long life, otherwise twice the last one. */
export function pauseAfter(lived: number, lastPause: number): number {
  if (lived >= HEALTHY) return SECOND
  return Math.min(LONGEST_PAUSE, Math.max(SECOND, lastPause * 2))
}

function spawnService(argv: readonly string[], places: Places): Subprocess {
  const out = openLog(places.log)
  try {
    return Bun.spawn(selfCommand(...argv), { stdio: ['ignore', out, out] })
  } finally {
    closeSync(out)
  }
}

async function end(child: Subprocess, how: Wish, limit: number): Promise<number> {
  child.kill(how)
  const late = setTimeout(() => {
    log.error('The service did not end in time and is killed')
    child.kill('SIGKILL')
  }, limit)
  const code = await child.exited
  clearTimeout(late)
  return code
}
