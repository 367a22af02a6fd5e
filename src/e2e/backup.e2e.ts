/** `casement backup` and `casement restore` of the executable: everything comes back, or nothing. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runEmbedded } from '../db/embedded/supervise.ts'
import { type Address, pool } from '../db/pool.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const BINARY = join(import.meta.dir, '../../dist/casement')
const NO_DOCKER = ['--docker-socket', '/nonexistent/docker.sock']
const PASSWORD = 'a quiet window that opens'
setDefaultTimeout(300_000)

const folder = temporaryFolder()
const passphrase = join(folder.path, 'passphrase')
const whole = join(folder.path, 'whole.backup')
const lacking = join(folder.path, 'lacking.backup')
let installation: string
let before: Record<string, number>

async function casement(command: string, file: string, ...flags: string[]) {
  const child = Bun.spawn([BINARY, command, file, '--passphrase-file', passphrase, ...flags], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', CASEMENT_CONFIG: '/dev/null' },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { said: `${out}${err}`, code }
}

/** Where the running service of this folder has its database. */
function socketOf(dataDir: string): Address {
  return { host: join(dataDir, 'postgres/run'), user: 'casement', database: 'postgres' }
}

async function ask<T>(address: Address, query: (sql: ReturnType<typeof pool>) => Promise<T>) {
  const sql = pool(address, { max: 1 })
  try {
    return await query(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** How many rows each table has. */
function counts(address: Address): Promise<Record<string, number>> {
  return ask(address, async (sql) => {
    const tables = await sql`select tablename as name from pg_tables where schemaname = 'public'`
    const rows = tables.map(async ({ name }) => {
      const [row] = await sql`select count(*)::int as n from ${sql(String(name))}`
      return [String(name), Number(row?.n)] as const
    })
    return Object.fromEntries(await Promise.all(rows))
  })
}

/** The same of a folder that nobody runs. */
async function countsAtRest(dataDir: string): Promise<Record<string, number>> {
  await using _ = await runEmbedded(join(dataDir, 'postgres'))
  return await counts(socketOf(dataDir))
}

/** Backs up a service that runs, at a moment when its agent reports nothing new; what was there. */
function backUpUnchanged(file: string, address: Address, ...flags: string[]) {
  return until('a backup while no row comes or goes', async () => {
    const found = await counts(address)
    const { said, code } = await casement('backup', file, ...flags)
    expect(said).toContain('100 %')
    expect(code).toBe(0)
    return differences(found, await counts(address)).length === 0 ? found : undefined
  })
}

/** The tables that differ. */
function differences(a: Record<string, number>, b: Record<string, number>): string[] {
  const tables = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...tables].filter((table) => a[table] !== b[table])
}

async function installationIdOf(admin: Visitor): Promise<string> {
  const page = await (await admin.get('/admin/system')).text()
  const id = /<dd class="mono">([0-9a-f-]{36})</.exec(page)?.[1]
  if (!id) throw new Error(`System Info shows no installation id:\n${page}`)
  return id
}

/** People sign in as they used to, to what they used to see. */
async function expectTheSame(product: Product) {
  const [admin, ada] = [new Visitor(product.url), new Visitor(product.url)]
  expect((await admin.signIn('admin', PASSWORD)).headers.get('location')).toBe('./')
  expect(await installationIdOf(admin)).toBe(installation)
  expect(await (await admin.get('/admin/groups')).text()).toContain('Night shift')
  expect((await ada.signIn('ada', PASSWORD)).headers.get('location')).toBe('./')
  expect(await (await ada.get('/')).text()).toContain('Wiki of the night')
  expect((await new Visitor(product.url).signIn('ada', 'another password')).status).toBe(401)
}

beforeAll(async () => {
  writeFileSync(passphrase, 'what only the two of us know\n', { mode: 0o600 })
  await using product = await startProduct({ args: NO_DOCKER })
  const [admin, ada] = [new Visitor(product.url), new Visitor(product.url)]
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  await admin.post('/admin/users/new', { name: 'ada', password: 'a first word', enabled: 'on' })
  await ada.signInAnew('ada', 'a first word', PASSWORD)
  const [user, wiki] = await ask(socketOf(product.dataDir), async (sql) => {
    const [{ id } = { id: '' }] = await sql`select id from users where username = 'ada'`
    const [link] = await sql`insert into workspaces (kind, name, link_url)
      values ('link', 'Wiki of the night', 'https://wiki.example/') returning id`
    return [String(id), String(link?.id)]
  })
  await admin.post('/admin/groups/new', {
    ...{ name: 'Night shift', priority: '9', members: [user], workspaces: [wiki] },
  })
  installation = await installationIdOf(admin)

  const address = socketOf(product.dataDir)
  before = await backUpUnchanged(whole, address, '--data-dir', product.dataDir)
  // The fault that the comparison must find.
  await ask(address, (sql) => sql`delete from workspace_groups where workspace_id = ${wiki}`)
  expect((await casement('backup', lacking, '--data-dir', product.dataDir)).code).toBe(0)
  expect((await casement('restore', whole, '--data-dir', product.dataDir)).said).toContain(
    'Stop it (casement stop)',
  )
})

afterAll(() => folder[Symbol.dispose]())

test('a backup is closed to others and shows nothing', () => {
  expect(statSync(whole).mode & 0o777).toBe(0o600)
  const bytes = readFileSync(whole)
  for (const word of ['admin', 'Night shift', 'PRIVATE KEY'])
    expect(bytes.includes(word)).toBe(false)
})

describe('restore into an empty folder', () => {
  test('brings back every row, every key and every password', async () => {
    using target = temporaryFolder()
    const { said, code } = await casement('restore', whole, '--data-dir', target.path)
    expect(said).toContain('Restored')
    expect(code).toBe(0)
    expect(statSync(join(target.path, 'secrets/master.key')).mode & 0o777).toBe(0o600)
    expect(differences(await countsAtRest(target.path), before)).toEqual([])

    await using product = await startProduct({ dataDir: target.path, args: NO_DOCKER })
    await expectTheSame(product)
    await product.stop()

    const again = await casement('restore', whole, '--data-dir', target.path)
    expect(again.said).toContain('holds an installation already')
    expect(again.code).toBe(1)
  })

  test('of a backup that lacks a row is seen by the comparison', async () => {
    using target = temporaryFolder()
    expect((await casement('restore', lacking, '--data-dir', target.path)).code).toBe(0)
    expect(differences(await countsAtRest(target.path), before)).toEqual(['workspace_groups'])
  })

  test('leaves it empty where the file is cut off, and then takes the whole one', async () => {
    using target = temporaryFolder()
    const cut = join(folder.path, 'cut.backup')
    await Bun.write(cut, Bun.file(whole))
    truncateSync(cut, statSync(whole).size - 100)
    const { said, code } = await casement('restore', cut, '--data-dir', target.path)
    expect(said).toContain('is damaged or cut off. Nothing was restored')
    expect(code).toBe(1)
    expect(existsSync(join(target.path, 'secrets'))).toBe(false)
    expect((await casement('restore', whole, '--data-dir', target.path)).code).toBe(0)
  })
})

test('moves from the built-in database into an external one, and back', async () => {
  using server = temporaryFolder()
  using target = temporaryFolder()
  using back = temporaryFolder()
  const access = join(server.path, 'access')
  writeFileSync(access, 'local all all peer map=casement\nhost all all 127.0.0.0/8 trust\n')
  // An address of the loopback that nobody else uses, since the port is that of the socket.
  const settings = { listen_addresses: '127.77.0.1', hba_file: access }
  await using _ = await runEmbedded(join(server.path, 'db'), { settings })
  const url = 'postgres://casement@127.77.0.1/postgres'
  const external = ['--data-dir', target.path, '--database-url', url]

  expect((await casement('restore', whole, ...external)).code).toBe(0)
  expect(existsSync(join(target.path, 'postgres'))).toBe(false)
  expect(differences(await counts(url), before)).toEqual([])
  await using product = await startProduct({
    dataDir: target.path,
    args: [...NO_DOCKER, '--database-url', url],
  })
  await expectTheSame(product)
  const onto = await casement('restore', whole, ...external)
  expect(onto.said).toContain('The database of --database-url holds an installation already')

  const again = join(folder.path, 'external.backup')
  const then = await backUpUnchanged(again, url, ...external)
  await product.stop()
  expect((await casement('restore', again, '--data-dir', back.path)).code).toBe(0)
  expect(differences(await countsAtRest(back.path), then)).toEqual([])
  await using moved = await startProduct({ dataDir: back.path, args: NO_DOCKER })
  await expectTheSame(moved)
})
