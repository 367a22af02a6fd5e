import { closeSync } from 'node:fs'
import type { Config } from '../config.ts'
import { selfCommand } from '../paths.ts'
import { logSince, openLog, sizeOf } from './log-file.ts'
import { placesOf } from './places.ts'
import { findPresence } from './presence.ts'
import { within } from './process.ts'
import { askReadiness } from './readiness.ts'
import type { Say } from './say.ts'
import { ENDED_BY_ITSELF } from './supervisor.ts'
import { findSupervision } from './supervisor-file.ts'
import { isSystemds, systemctl, UNIT } from './systemd.ts'

/** The first start unpacks and creates a database, on a slow disk too. */
const PATIENCE = 120_000

/** `casement start`: returns when the service answers, or with the reason why it does not. */
export async function start(config: Config, argv: readonly string[], say: Say): Promise<number> {
  const running = findPresence(config)
  if (running) {
    say(`Casement runs already (process ${running.process.pid}).`)
    return 0
  }
  if (isSystemds(argv)) {
    const code = await systemctl('start', UNIT)
    if (code !== 0) say(`systemd could not start it. See: journalctl -u ${UNIT} -n 50`)
    return code === 0 ? answer(config, say) : 1
  }
  return startSupervised(config, argv, say)
}

async function startSupervised(config: Config, argv: readonly string[], say: Say): Promise<number> {
  const { supervisor: record, log } = placesOf(config)
  const { supervisor, service } = findSupervision(record)
  if (!supervisor && service) {
    say(`Process ${service.pid} runs without its supervisor. Run "casement stop" first.`)
    return 1
  }
  const offset = sizeOf(log)
  if (!supervisor) spawnSupervisor(argv, log)
  const settled = await within(
    PATIENCE,
    () => findPresence(config) !== undefined || hasFailed(record, log, offset),
  )
  if (settled && findPresence(config)) return answer(config, say)
  say(
    'Casement did not start. The end of its log:',
    '',
    logSince(log, offset),
    '',
    `All of it: ${log}`,
  )
  return 1
}

function spawnSupervisor(argv: readonly string[], log: string): void {
  const out = openLog(log)
  const child = Bun.spawn(selfCommand('__supervise', ...argv), {
    stdio: ['ignore', out, out],
    detached: true, // a session of its own: it outlives this terminal
  })
  child.unref()
  closeSync(out)
}

/** The supervisor has given up and ended, or the service has ended at least once. */
function hasFailed(record: string, log: string, offset: number): boolean {
  const said = logSince(log, offset)
  if (said.includes(ENDED_BY_ITSELF)) return true
  return findSupervision(record).supervisor === undefined && said !== ''
}

/** The service is up; ready is what a person would find through the front door. */
export async function answer(config: Config, say: Say): Promise<number> {
  const found = findPresence(config)
  const probe = found?.probe
  if (!found || probe === undefined) {
    say('Casement runs.')
    return 0
  }
  let last = await askReadiness(probe)
  await within(PATIENCE, async () => {
    last = await askReadiness(probe)
    return last.ready
  })
  say(
    last.ready
      ? `Casement is ready: ${found.url}`
      : `Casement runs, but is not ready: ${last.says}`,
  )
  return last.ready ? 0 : 1
}
