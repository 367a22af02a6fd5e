/** The executable alone: what it says, how it starts, how it ends, and who starts it again. */
import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../testing/folder.ts'
import { freePort, runCasement, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const BINARY = join(import.meta.dir, '../../dist/casement')
const NO_DOCKER = ['--docker-socket', '/nonexistent/docker.sock']

async function casement(...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', CASEMENT_CONFIG: '/dev/null' }
  const child = Bun.spawn([BINARY, ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env,
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { said: `${out}${err}`, code }
}

describe('the executable', () => {
  test('fits its limit', () => {
    expect(Bun.file(BINARY).size).toBeLessThan(160_000_000)
  })

  test('says its version and its options', async () => {
    expect(await casement('--version')).toEqual({
      said: expect.stringMatching(/^casement \d+\.\d+\.\d+/),
      code: 0,
    })
    expect((await casement('--help')).said).toContain('--data-dir DIR')
  })

  test('refuses what cannot work, and says what to change', async () => {
    expect(await casement('--prot', '443')).toEqual({
      said: 'casement: --prot is not an option. Did you mean --port? See --help.\n',
      code: 2,
    })
    expect(await casement('--role', 'agent')).toEqual({
      said: expect.stringContaining('give --manager-url'),
      code: 2,
    })
  })

  test('ends when asked while it waits for a database', async () => {
    using folder = temporaryFolder()
    const database = `postgres://casement@127.0.0.1:${await freePort()}/casement`
    const waiting = runCasement('--data-dir', folder.path, '--database-url', database)
    await until('it to wait', () => waiting.log().includes('waiting for the database'))

    expect(await waiting.stop()).toBe(0) // giving up would be another code
    expect(waiting.log()).toContain('Stopped before everything was up')
  })

  test('starts without a Docker Engine, answers through the front door, and ends when asked', async () => {
    await using product = await startProduct({ args: NO_DOCKER })

    const health = await fetch(`${product.url}/healthz`, { tls: { rejectUnauthorized: false } })
    expect(health.status).toBe(200)
    const page = await fetch(product.url, { tls: { rejectUnauthorized: false } })
    expect(await page.text()).toContain('<form')
    const inner = await fetch(`${product.url}/internal/v1/goals`, {
      tls: { rejectUnauthorized: false },
    })
    expect(inner.status).toBe(404)
    const admin = new Visitor(product.url)
    await admin.signInAnew('admin', product.adminPassword(), 'a quiet window that opens')
    await until('the page that says what is missing', async () => {
      const system = await (await admin.get('/admin/system')).text()
      return (
        system.includes('Docker Engine does not run on this host') &&
        system.includes('Cannot run sessions')
      )
    })

    expect(await product.stop()).toBe(0)
  })
})

describe('casement start, status, stop', () => {
  test('a killed service comes back; a stopped one leaves no process', async () => {
    using folder = temporaryFolder()
    const flags = [
      ...['--data-dir', folder.path, '--port', String(await freePort())],
      ...['--manager-listen', `127.0.0.1:${await freePort()}`, ...NO_DOCKER],
    ]
    expect((await casement('status', ...flags)).code).toBe(3)

    const started = await casement('start', ...flags)
    expect(started).toEqual({ said: expect.stringContaining('Casement is ready'), code: 0 })
    expect((await casement('start', ...flags)).said).toContain('runs already')
    const first = pidOf(await casement('status', ...flags))

    process.kill(first, 'SIGKILL')
    const second = await until('a new process', async () => {
      const { said, code } = await casement('status', ...flags)
      const pid = pidOf({ said })
      return code === 0 && pid !== first ? pid : undefined
    })
    const log = readFileSync(join(folder.path, 'run/casement.log'), 'utf8')
    expect(log).toContain('The service ended by itself (SIGKILL)')

    expect(await casement('stop', ...flags)).toEqual({
      said: expect.stringContaining('Casement is stopped'),
      code: 0,
    })
    expect(existsSync(`/proc/${second}`)).toBe(false)
    expect(processesOf(folder.path)).toEqual([])
    expect(await casement('stop', ...flags)).toEqual({
      said: 'Casement does not run.\n',
      code: 0,
    })
  })

  test('says why it does not start', async () => {
    using folder = temporaryFolder()
    await using taken = Bun.listen({ hostname: '0.0.0.0', port: 0, socket: { data() {} } })
    const { said, code } = await casement(
      ...['start', '--data-dir', folder.path, '--port', String(taken.port)],
      ...['--manager-listen', '127.0.0.1:0', ...NO_DOCKER],
    )
    await casement('stop', '--data-dir', folder.path)
    expect(said).toContain(`${taken.port}`)
    expect(code).toBe(1)
  })
})

function pidOf({ said }: { said: string }): number {
  return Number(/^process +(\d+)$/m.exec(said)?.[1])
}

/** Every process that has the folder in its command line: the service, its workers, its database. */
function processesOf(folder: string): string[] {
  const found = Bun.spawnSync(['pgrep', '-fa', folder]).stdout.toString()
  return found.split('\n').filter((line) => line !== '' && !line.includes('pgrep'))
}
