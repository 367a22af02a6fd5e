import type { Sql } from 'postgres'
import { STATE_DEADLINES } from '../../domain/session.ts'
import { type DockerCommand, docker } from '../engine.ts'

/** A session's row, as the database has it. */
export type Row = {
  readonly id: string
  readonly userId: string
  readonly requestKey: string
  readonly state: string
  /** It is past its deadline, or has none though its state must not last. */
  readonly overdue: boolean
  readonly hasFailure: boolean
  readonly released: boolean
  readonly cores: number
  readonly memory: number
}

/** A container of the installation, as the engine has it. */
export type Container = {
  readonly id: string
  readonly session: string
  /** Of its first process, as the kernel counts; 0 where none runs. */
  readonly pid: number
  /** Also while it is frozen. */
  readonly running: boolean
  readonly paused: boolean
  readonly cores: number
  readonly memory: number
}

export type Facts = { readonly rows: readonly Row[]; readonly containers: readonly Container[] }

/** Nothing may stay in these. */
export const TRANSITIONAL = Object.keys(STATE_DEADLINES)

/** The sweep that ends overdue states comes every few seconds. */
const SWEEP_SECONDS = 10

export async function readRows(sql: Sql): Promise<Row[]> {
  const rows = await sql`
    select id, user_id, request_key, state, cores, memory, failure is not null as has_failure,
      released_at is not null as released,
      state in ${sql(TRANSITIONAL)} and
        coalesce(deadline_at < now() - make_interval(secs => ${SWEEP_SECONDS}), true) as overdue
    from sessions`
  return rows.map((row) => ({
    id: String(row.id),
    userId: String(row.user_id),
    requestKey: String(row.request_key),
    state: String(row.state),
    overdue: row.overdue === true,
    hasFailure: row.has_failure === true,
    released: row.released === true,
    cores: Number(row.cores),
    memory: Number(row.memory),
  }))
}

const FORMAT =
  '{{.Id}} {{index .Config.Labels "casement.session"}} {{.State.Pid}} {{.State.Running}} {{.State.Paused}} {{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}'

/** Every container of an installation, also those that only exist. */
export async function readContainers(
  installation: string,
  ask: DockerCommand = docker,
): Promise<Container[]> {
  const label = `label=casement.installation=${installation}`
  const ids = await ask('ps', '-aq', '--no-trunc', '--filter', label)
  if (ids.length === 0) return []
  const lines = await inspect(ids, ask)
  return lines.map((line) => {
    const [id = '', session = '', pid, running, paused, cores, memory] = line.split(' ')
    return {
      id,
      session,
      pid: Number(pid),
      running: running === 'true',
      paused: paused === 'true',
      cores: Number(cores) / 1e9,
      memory: Number(memory),
    }
  })
}

/** Containers may go between the list and the look: those that are gone are left out. */
async function inspect(ids: string[], ask: DockerCommand): Promise<string[]> {
  try {
    return await ask('inspect', '--type', 'container', '--format', FORMAT, ...ids)
  } catch (error) {
    if (!String(error).includes('No such container')) throw error
    const left = await Promise.all(ids.map((id) => ask('ps', '-aq', '--filter', `id=${id}`)))
    const there = ids.filter((_, i) => left[i]?.length)
    return there.length === 0 ? [] : inspect(there, ask)
  }
}
