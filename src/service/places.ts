import { join } from 'node:path'
import type { Config } from '../config.ts'

const STANDARD = '/var/lib/casement'

/** Files of a running service. Each data directory has its own, so that two installations never meet. */
export type Places = {
  /** Who supervises, and what. Exists while a supervisor of ours runs. */
  readonly supervisor: string
  /** Written by the service when it is up, removed when it ends; under systemd too. */
  readonly presence: string
  /** The state of the session images, written by the agent. */
  readonly images: string
  /** What came of the last reload. */
  readonly reload: string
  readonly log: string
}

export function placesOf({ dataDir }: Pick<Config, 'dataDir'>): Places {
  const run = join(dataDir, 'run')
  const standard = dataDir === STANDARD
  return {
    supervisor: standard ? '/run/casement.pid' : join(run, 'supervisor.pid'),
    presence: join(run, 'service.json'),
    images: join(run, 'images.json'),
    reload: join(run, 'reload.json'),
    log: standard ? '/var/log/casement.log' : join(run, 'casement.log'),
  }
}
