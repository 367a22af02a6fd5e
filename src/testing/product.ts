import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

const BINARY = join(import.meta.dir, '../../dist/casement')

export type ProductOptions = {
  /** Kept by whoever names it; without it a folder that goes with the product. */
  readonly dataDir?: string
  readonly port?: number
  readonly args?: readonly string[]
}

/** The compiled binary, all-in-one, on a port and in a folder of its own. */
export type Product = AsyncDisposable & {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly pid: number
  /** What it has logged so far. */
  readonly log: () => string
  /** The password of "admin", from the file of the first boot. */
  readonly adminPassword: () => string
  /** SIGTERM, or another signal; its exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number>
}

/** Starts the product and waits until its front door says that it is ready. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  if (!existsSync(BINARY)) throw new Error('dist/casement is missing: run `bun run build` first')
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'casement-e2e-'))
  chmodSync(dataDir, 0o755) // the database runs as another user, who must get through
  const port = options.port ?? (await freePort())
  const args = ['--port', String(port), '--data-dir', dataDir, '--hostname', '127.0.0.1']
  const child = Bun.spawn(
    [BINARY, ...args, '--manager-listen', '127.0.0.1:0', ...(options.args ?? [])],
    {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
      env: { PATH: process.env.PATH ?? '', CASEMENT_CONFIG: '/dev/null' },
    },
  )
  let log = ''
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stderr) log += decoder.decode(chunk, { stream: true })
  })()
  const url = `https://127.0.0.1:${port}`
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    child.kill(signal)
    const code = await child.exited
    await reading
    return code
  }
  try {
    await until(`${url}/readyz`, async () => {
      if (child.exitCode !== null) throw new Error(`It exited with ${child.exitCode}:\n${log}`)
      const response = await fetch(`${url}/readyz`, { tls: { rejectUnauthorized: false } })
      return response.ok
    })
  } catch (error) {
    await stop('SIGKILL')
    throw new Error(`The product did not start:\n${log}`, { cause: error })
  }
  return {
    url,
    port,
    dataDir,
    pid: child.pid,
    log: () => log,
    adminPassword: () => readFileSync(join(dataDir, 'initial-admin-password'), 'utf8').trim(),
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) await stop()
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
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
