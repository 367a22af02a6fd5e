import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LABEL } from '../agent/container.ts'
import { rememberedInstallation } from '../agent/installation.ts'
import { startChosenOuter } from './outer-choice.ts'
import { until } from './until.ts'

/** What `bun run build` makes. */
export const BINARY = join(import.meta.dir, '../../dist/casement')

/** The compiled binary as a process. */
export type Casement = {
  readonly pid: number
  /** What it has logged so far. */
  readonly log: () => string
  /** Null while it runs; 128 and the number of a signal that ended it, as a shell has it. */
  readonly exitCode: () => number | null
  /** SIGTERM, or another signal; its exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number>
}

/** Runs the compiled binary; nothing of this machine's configuration reaches it. */
export function runCasement(...args: string[]): Casement {
  return runBinary(BINARY, ...args)
}

/** The same with another version. */
export function runBinary(binary: string, ...args: string[]): Casement {
  return runIn({}, binary, ...args)
}

/** The same, with `environment` beside what it gets anyway. */
export function runIn(
  environment: Readonly<Record<string, string>>,
  binary: string,
  ...args: string[]
): Casement {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`bun run build\` first`)
  const log = logFile()
  const child = Bun.spawn([binary, ...args], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: log.fd,
    env: { PATH: process.env.PATH ?? '', CASEMENT_CONFIG: '/dev/null', ...environment },
  })
  let exitCode: number | null = null
  void child.exited.then((code) => {
    exitCode = code
  })
  return {
    pid: child.pid,
    log: log.read,
    exitCode: () => exitCode,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return child.exited
    },
  }
}

/** A file, not a pipe: workers that outlive their main process write to it, and nobody waits for its end. */
function logFile() {
  const path = join(tmpdir(), `casement-log-${crypto.randomUUID()}`)
  const fd = openSync(path, 'a+')
  rmSync(path)
  return { fd, read: () => readFileSync(`/proc/self/fd/${fd}`, 'utf8') }
}

export type ProductOptions = {
  /** Kept by whoever names it; without it a folder that goes with the product. */
  readonly dataDir?: string
  readonly port?: number
  /** Its front door speaks plain HTTP. */
  readonly http?: boolean
  readonly args?: readonly string[]
}

/** All-in-one, on a port and in a folder of its own. */
export type Product = Casement &
  AsyncDisposable & {
    /** Where browsers go; without a slash at its end. */
    readonly url: string
    readonly port: number
    readonly dataDir: string
    /** The password of "admin", from the file of the first boot. */
    readonly adminPassword: () => string
  }

/** Starts the product and waits until its front door says that it is ready. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'casement-e2e-'))
  chmodSync(dataDir, 0o755) // the database runs as another user, who must get through
  const port = options.port ?? (await freePort())
  const casement = runCasement(
    ...['--port', String(port), '--data-dir', dataDir, '--hostname', '127.0.0.1'],
    ...['--manager-listen', '127.0.0.1:0', ...(options.args ?? [])],
    ...(options.http ? ['--http'] : []),
  )
  const inner = `${options.http ? 'http' : 'https'}://127.0.0.1:${port}`
  await untilReady(`${inner}/readyz`, casement)
  const outer = await startChosenOuter({ port, tls: !options.http })
  return {
    ...casement,
    url: outer?.url ?? inner,
    port,
    dataDir,
    adminPassword: () => readFileSync(join(dataDir, 'initial-admin-password'), 'utf8').trim(),
    async [Symbol.asyncDispose]() {
      await outer?.[Symbol.asyncDispose]()
      if (casement.exitCode() === null && (await casement.stop()) !== 0) {
        throw new Error(`The product did not stop cleanly:\n${casement.log().slice(-4000)}`)
      }
      if (options.dataDir) return
      removeSessionsOf(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * Containers and volumes of a product that is gone: one left alone would hold on to the network that tests
 * after it make anew. Nothing to do without an engine.
 */
export function removeSessionsOf(dataDir: string) {
  const installation = rememberedInstallation(dataDir)
  if (!installation || Bun.which('docker') === null) return
  const label = `label=${LABEL.installation}=${installation}`
  const remove = (list: readonly string[], removal: readonly string[]) => {
    const found = Bun.spawnSync(['docker', ...list, '--quiet', '--filter', label])
    const ids = found.stdout.toString().split('\n').filter(Boolean)
    if (ids.length > 0) Bun.spawnSync(['docker', ...removal, '--force', ...ids])
  }
  remove(['ps', '--all'], ['rm'])
  remove(['volume', 'ls'], ['volume', 'rm'])
}

/** Waits until an address answers 200, and ends a process that does not get there. */
export async function untilReady(url: string, { exitCode, log, stop }: Casement): Promise<void> {
  try {
    await until(url, async () => {
      if (exitCode() !== null) throw new Error(`It exited with ${exitCode()}:\n${log()}`)
      const response = await fetch(url, { tls: { rejectUnauthorized: false } })
      return response.ok
    })
  } catch (error) {
    await stop('SIGKILL')
    throw new Error(`It did not start:\n${log()}`, { cause: error })
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return address.port
}
