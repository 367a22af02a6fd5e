import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../proxy/certificates/self-signed.ts'
import { CONFIGURATIONS, type OuterKind, type OuterPlan } from './outer-configurations.ts'
import { until } from './until.ts'

/** A reverse proxy of the distribution in front of the product. */
export type Outer = AsyncDisposable & {
  /** What people type; without a slash at the end. */
  readonly url: string
  readonly log: () => Promise<string>
}

type Options = Pick<OuterPlan, 'upstream'> &
  Partial<Pick<OuterPlan, 'prefix' | 'keepsPrefix' | 'location'>>

/** Starts one with TLS of its own, in the foreground and with nothing of this machine's configuration. */
export async function startOuter(kind: OuterKind, options: Options): Promise<Outer> {
  const folder = mkdtempSync(join(tmpdir(), 'casement-outer-'))
  const port = portThatIsFree()
  const { cert, key } = selfSigned(['127.0.0.1'], new Date())
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  writeFileSync(join(folder, 'both.pem'), cert + key)
  mkdirSync(join(folder, 'home'))
  const plan = { folder, port, prefix: '', keepsPrefix: false, ...options }
  const { text, command } = CONFIGURATIONS[kind](plan)
  const path = join(folder, 'configuration')
  writeFileSync(path, text)
  const logPath = join(folder, 'log')
  // Ends with the test, however that ends.
  const child = Bun.spawn(['setpriv', '--pdeathsig', 'KILL', ...command(path)], {
    stdin: 'ignore',
    stdout: Bun.file(logPath),
    stderr: Bun.file(logPath),
    env: { PATH: `${process.env.PATH}:/usr/sbin`, HOME: join(folder, 'home') },
  })
  const log = () => Bun.file(logPath).text()
  const url = `https://127.0.0.1:${port}${plan.prefix}`
  try {
    await until(`${kind} in front`, async () => {
      if (child.exitCode !== null) throw new Error(`It exited:\n${await log()}`)
      const answer = await fetch(`${url}/readyz`, { tls: { rejectUnauthorized: false } })
      return answer.ok
    })
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`${kind} did not start:\n${await log()}`, { cause: error })
  }
  return {
    url,
    log,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Products are started behind this, so it cannot ask them for one. */
function portThatIsFree(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  probe.stop(true)
  return probe.port
}
