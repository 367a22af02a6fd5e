import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATABASE_USER } from '../../db/embedded/settings.ts'
import type { Address } from '../../db/pool.ts'
import { BINARY, type Casement, freePort, runIn, untilReady } from '../product.ts'

import type { Ground } from './ground.ts'

export type Part = 'all' | 'manager' | 'agent' | 'proxy'

/** The processes of one installation, each to be killed and started again at will. */
export type Layout = AsyncDisposable & {
  readonly url: string
  readonly managerDir: string
  readonly database: Address
  /** The process of a part: in one process it is the same for all. */
  readonly process: (part: Part) => Casement
  /** Of the executable that was built, or of another. */
  readonly start: (part: Part, binary?: string) => Promise<void>
}

/** Of one process, or of three as on three hosts. */
export async function startLayout(
  kind: 'one' | 'three',
  { dockerSocket, database: external, clocks, furnish }: Ground,
): Promise<Layout> {
  const folder = mkdtempSync(join(tmpdir(), 'casement-trial-'))
  chmodSync(folder, 0o755) // the database runs as another user, who must get through
  const port = await freePort()
  const internal = `127.0.0.1:${await freePort()}`
  const url = `https://127.0.0.1:${port}`
  const door = ['--port', String(port), '--hostname', '127.0.0.1']
  const running = new Map<Part, Casement>()
  const dirOf = (part: Part) => join(folder, part)
  const managerDir = dirOf(kind === 'one' ? 'all' : 'manager')

  const database: Address = external?.address ?? {
    host: join(managerDir, 'postgres/run'),
    user: DATABASE_USER,
    database: 'postgres',
  }
  const store = external === undefined ? [] : ['--database-url', external.url]
  const engine = dockerSocket === undefined ? [] : ['--docker-socket', dockerSocket]

  function joining(): string[] {
    const token = readFileSync(join(managerDir, 'secrets/manager-token'), 'utf8').trim()
    return ['--manager-url', `http://${internal}`, '--token', token]
  }

  const argsOf: Record<Part, () => string[]> = {
    all: () => ['--manager-listen', internal, ...engine, ...door],
    manager: () => ['--role', 'manager', '--manager-listen', internal, ...store],
    agent: () => ['--role', 'agent', '--name', 'trial', ...engine, ...joining()],
    proxy: () => ['--role', 'proxy', ...joining(), ...door],
  }

  async function start(part: Part, binary = BINARY): Promise<void> {
    const time = part === 'all' ? undefined : clocks?.environment(part)
    const casement = runIn(time ?? {}, binary, '--data-dir', dirOf(part), ...argsOf[part]())
    running.set(part, casement)
    if (part === 'manager') await untilReady(`http://${internal}/readyz`, casement)
    else if (part !== 'agent') await untilReady(`${url}/readyz`, casement)
  }

  for (const part of kind === 'one' ? (['all'] as const) : PARTS) {
    await start(part)
    if (part === 'manager') await furnish?.(database)
  }
  return {
    url,
    managerDir,
    database,
    start,
    process(part) {
      const found = running.get(part) ?? running.get('all')
      if (!found) throw new Error(`${part} was never started`)
      return found
    },
    async [Symbol.asyncDispose]() {
      for (const casement of [...running.values()].reverse()) {
        if (casement.exitCode() !== null) continue
        process.kill(casement.pid, 'SIGCONT') // a trial may have stopped it
        await casement.stop()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const PARTS = ['manager', 'agent', 'proxy'] as const
