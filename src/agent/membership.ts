import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'
import type { Enrolment } from '../contract/enrol.ts'
import { enrol } from '../contract/identity.ts'
import type { Peer } from '../contract/peer.ts'
import { codeOf, messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import { backOff, pause } from '../pause.ts'
import { host as texts } from '../texts/host.ts'
import { version } from '../version.ts'

export type Membership = { readonly peer: Peer; readonly installation: string }

/** The token that lets this host in: as configured, else from the file that a manager here has made. */
export function managerToken(config: Config): string {
  if (config.token) return config.token.reveal()
  const path = join(config.secretsDir, 'manager-token')
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    throw new ConfigError(texts.noToken(path))
  }
}

/**
 * Makes this host known to its manager, however long that takes: a manager may come up later than its
 * agents, or be given the right token later. Undefined when the signal aborted first.
 */
export async function joinManager(
  config: Config,
  key: KeyObject,
  signal: AbortSignal,
  log: Logger,
): Promise<Membership | undefined> {
  const about: Omit<Enrolment, 'publicKey'> = {
    role: 'agent',
    name: config.name,
    version,
    zone: config.zone,
    labels: [...config.labels],
  }
  let said = ''
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await enrol(config.managerUrl, managerToken(config), key, about)
    } catch (error) {
      const problem = messageOf(error)
      if (problem !== said) log.warn('Not let in yet, trying again', { problem })
      said = problem
    }
    await pause(backOff(failures, 100, 10_000), signal)
  }
  return undefined
}
