import { expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { pool } from '../pool.ts'
import { runEmbedded } from './supervise.ts'

const ROUNDS = 10
const ROWS_A_ROUND = 300
const WRITER = join(import.meta.dir, '../../testing/database-writer.ts')

/** A manager in a process of its own that writes until it is killed. */
async function writeAndKill(dir: string, acknowledged: Set<string>, whom: 'manager' | 'both') {
  const manager = Bun.spawn([process.execPath, WRITER, dir], { stdout: 'pipe', stderr: 'inherit' })
  let postmaster = 0
  let rows = 0
  let rest = ''
  // Bun's own `killed` is true only once the process has ended; what it had written still comes in.
  let killed = false
  const decoder = new TextDecoder()
  for await (const chunk of manager.stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('ready ')) postmaster = Number(line.slice(6))
      else {
        acknowledged.add(line)
        rows += 1
      }
    }
    if (rows < ROWS_A_ROUND || killed) continue
    killed = true
    if (whom === 'both') process.kill(postmaster, 'SIGKILL')
    manager.kill('SIGKILL')
  }
  await manager.exited
  return postmaster
}

async function written(dir: string): Promise<Set<string>> {
  await using server = await runEmbedded(dir)
  const sql = pool({ host: server.socketDir, user: server.user, database: 'postgres' }, { max: 1 })
  const rows = await sql`select id from written`
  await sql.end()
  return new Set(rows.map(({ id }) => String(id)))
}

test('a manager killed with -9 takes its server down, and the next has every acknowledged row', async () => {
  using folder = temporaryFolder()
  const dir = join(folder.path, 'postgres')
  const acknowledged = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const postmaster = await writeAndKill(dir, acknowledged, round % 2 ? 'both' : 'manager')
    await until('the server is gone', () => !existsSync(`/proc/${postmaster}`))
  }
  const found = await written(dir)
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([])
  expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * ROWS_A_ROUND)
})

test('a manager started at once after a kill waits for the old server and loses nothing', async () => {
  using folder = temporaryFolder()
  const dir = join(folder.path, 'postgres')
  const acknowledged = new Set<string>()
  await writeAndKill(dir, acknowledged, 'manager')
  const found = await written(dir)
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([])
})

test('a manager killed while it makes the database leaves nothing that stops the next', async () => {
  using folder = temporaryFolder()
  const dir = join(folder.path, 'postgres')
  for (const sign of ['manager.lock', 'runtime-', 'data-17.tmp', 'data-17', 'run']) {
    const manager = Bun.spawn([process.execPath, WRITER, dir], { stderr: 'ignore' })
    await until(
      sign,
      () => [...new Bun.Glob(`${sign}*`).scanSync({ cwd: dir, onlyFiles: false })][0],
    )
    manager.kill('SIGKILL')
    await manager.exited
  }
  await using server = await runEmbedded(dir)
  expect(server.pid).toBeGreaterThan(0)
})

test('a folder that the service user may not enter is named (as root)', async () => {
  using folder = temporaryFolder()
  const closed = join(folder.path, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o700)
  await expect(runEmbedded(join(closed, 'postgres'))).rejects.toThrow(`may not enter ${closed}`)
})

test('a folder mounted noexec is named (as root)', async () => {
  using folder = temporaryFolder()
  const mount = ['mount', '-t', 'tmpfs', '-o', 'noexec,mode=755', 'none', folder.path]
  expect(Bun.spawnSync(mount).success).toBe(true)
  try {
    const start = runEmbedded(join(folder.path, 'postgres'))
    await expect(start).rejects.toThrow(`${folder.path} is mounted noexec`)
  } finally {
    Bun.spawnSync(['umount', folder.path])
  }
})
