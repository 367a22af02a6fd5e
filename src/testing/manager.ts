import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createUser, findCredentials, setPassword } from '../db/users.ts'
import type { Viewer } from '../domain/access.ts'
import { managerApp } from '../manager/app.ts'
import { createPasswords, type Passwords } from '../manager/auth/passwords.ts'
import { type Boot, firstBoot } from '../manager/first-boot.ts'
import { Hub } from '../manager/hosts/hub.ts'
import { goalsFor, routesFor } from '../manager/hosts/snapshots.ts'
import { Attention } from '../manager/loops/attention.ts'
import { createSealer, type Sealer } from '../manager/secrets.ts'
import { loadAssets } from '../manager/web/assets.ts'
import { assetsDir } from '../paths.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export const ORIGIN = 'https://desk.example'
export const TOKEN = 'manager-token-of-the-tests'
export const PASSWORD = 'correct horse battery staple'

/** A manager after its first boot, without a port: requests go to `app.handle`. */
export type TestManager = AsyncDisposable & {
  readonly app: ReturnType<typeof managerApp>
  readonly database: TestDatabase
  readonly db: Db
  readonly passwords: Passwords
  readonly hub: Hub
  readonly boot: Boot
  readonly sealer: Sealer
  /** What the manager takes for the time. */
  readonly clock: { now: number }
  /** A user whose password is PASSWORD and need not be changed; their id. */
  addUser(username: string, groupIds?: readonly string[]): Promise<string>
  /** A browser without a cookie. */
  visit(): Browser
  /** A browser in which this user has signed in. */
  signIn(username: string): Promise<Browser>
}

export async function testManager(): Promise<TestManager> {
  const database = await testDatabase()
  const { db } = database
  const dataDir = mkdtempSync(join(tmpdir(), 'casement-manager-'))
  const sealer = createSealer(randomBytes(32))
  const passwords = await createPasswords({ memoryKiB: 8, passes: 1 })
  const boot = await firstBoot(db, sealer, dataDir, passwords.hash)
  const clock = { now: Date.now() }
  const hub = new Hub(() => clock.now, {
    routes: () => routesFor(db, sealer, boot, [], clock.now),
    goals: (agent) => goalsFor(db, sealer, agent),
  })
  const app = managerApp({
    config: readConfig(
      ['--data-dir', dataDir, '--config', '/dev/null', '--profile-roots', '/srv/profiles'],
      {},
    ),
    database,
    hub,
    sealer,
    token: TOKEN,
    passwords,
    assets: await loadAssets(assetsDir),
    boot,
    now: () => clock.now,
    attention: new Attention(db),
  })
  const visit = () => new Browser((request) => app.handle(request))
  return {
    app,
    database,
    db,
    passwords,
    hub,
    boot,
    sealer,
    clock,
    visit,
    async addUser(username, groupIds = []) {
      const fields = { username, fullName: '', disabled: false, groups: { chosen: groupIds } }
      const id = await createUser(db, 'system', fields, await passwords.hash(PASSWORD))
      await chooseOwn(db, id, await passwords.hash(PASSWORD))
      return id
    },
    async signIn(username) {
      const admin = username === 'admin' ? await findCredentials(db, { username }) : undefined
      if (admin) await chooseOwn(db, admin.userId, await passwords.hash(PASSWORD))
      const browser = visit()
      const answer = await browser.post('/sign-in', { name: username, password: PASSWORD })
      if (answer.status !== 303) throw new Error(`${username} cannot sign in: ${answer.status}`)
      return browser
    },
    async [Symbol.asyncDispose]() {
      hub.close()
      await database[Symbol.asyncDispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** As if the person had typed it themselves. */
async function chooseOwn(db: Db, userId: string, hash: string) {
  const self: Viewer = { userId, admin: false, loginId: crypto.randomUUID() }
  await setPassword(db, self, userId, hash, Date.now())
}

type Fields = Readonly<Record<string, string | readonly string[]>>

/** Keeps the cookie and sends what a browser would on our own pages. */
export class Browser {
  readonly #handle: (request: Request) => Promise<Response>
  cookie: string | undefined

  constructor(handle: (request: Request) => Promise<Response>) {
    this.#handle = handle
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.send('GET', path, headers)
  }

  post(
    path: string,
    fields: Fields = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
    }
    const type = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN }
    return this.send('POST', path, { ...type, ...headers }, body.toString())
  }

  async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Response> {
    const request = new Request(new URL(path, ORIGIN), {
      method,
      headers: { host: 'desk.example', accept: 'text/html', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    if (this.cookie !== undefined) request.headers.set('cookie', this.cookie)
    const response = await this.#handle(request)
    for (const set of response.headers.getSetCookie()) {
      const pair = set.split(';')[0] ?? ''
      if (pair.startsWith('__Host-casement=')) {
        this.cookie = pair === '__Host-casement=' ? undefined : pair
      }
    }
    return response
  }
}
