/**
 * A session that runs for real, and everybody whom it is not for: a guest, another user, another site,
 * a ticket of another session, a sign-in that has ended, a user who was disabled.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { docker } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { upgradeStatus } from '../testing/upgrade.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'

let product: Product
let admin: Visitor
let alice: Visitor
let bob: Visitor
let session: string

/** Somebody new, with their own password; their id. */
async function addUser(name: string): Promise<string> {
  const given = 'until the first sign-in'
  const answer = await admin.post('/admin/users/new', { name, password: given, enabled: 'on' })
  if (answer.status !== 303) throw new Error(`${answer.status} ${await answer.text()}`)
  const page = await (await admin.get(`/admin/users?search=${name}`)).text()
  return /users\/([0-9a-f-]{36})/.exec(page)?.[1] ?? ''
}

async function launch(person: Visitor, workspace: string): Promise<string> {
  const tile = await until(
    `a tile ${workspace} that can be opened`,
    async () => {
      const cells = (await (await person.get('/')).text()).split('tile-cell')
      const cell = cells.find((one) => one.includes(`data-workspace="${workspace}"`))
      return /workspaces\/([0-9a-f-]{36})\/launch/.exec(cell ?? '')?.[1]
    },
    900,
  )
  const answer = await person.post(`/workspaces/${tile}/launch`, { key: crypto.randomUUID() })
  const id = answer.headers.get('location')?.split('/').at(-1) ?? ''
  await until(
    `${workspace} to run`,
    async () => {
      const progress = await person.get(`/sessions/${id}/progress`, { accept: 'application/json' })
      const { state, sentence } = await progress.json()
      if (state === 'failed') throw new Error(`It exited: ${sentence}`)
      return state === 'running'
    },
    900,
  )
  return id
}

/** The status of an upgrade to a session with what this visitor's browser would send. */
function open(who: Visitor, id: string, headers: Record<string, string> = {}): Promise<number> {
  const cookie: Record<string, string> = who.cookie === '' ? {} : { Cookie: who.cookie }
  return upgradeStatus(product.port, `/s/${id}/rfb`, {
    Origin: product.url,
    ...cookie,
    ...headers,
  })
}

beforeAll(async () => {
  product = await startProduct()
  admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  for (const name of ['alice', 'bob']) await addUser(name)
  alice = new Visitor(product.url)
  bob = new Visitor(product.url)
  await alice.signInAnew('alice', 'until the first sign-in', PASSWORD)
  await bob.signInAnew('bob', 'until the first sign-in', PASSWORD)
  session = await launch(alice, 'Desktop')
  expect((await alice.post(`/sessions/${session}/ticket`)).status).toBe(204)
}, 1_000_000)

afterAll(async () => {
  if (session) await alice.post(`/sessions/${session}/delete`)
  await until('no session left', async () => {
    const label = 'label=casement.session'
    return (await docker('ps', '-aq', '--filter', label)).length === 0
  }).catch(() => undefined)
  await product?.[Symbol.asyncDispose]()
})

describe("somebody else's session", () => {
  test('opens for its owner, and for nobody without a ticket of it', async () => {
    expect(await open(alice, session)).toBe(101)
    expect(await open(new Visitor(product.url), session)).toBe(401)
    expect(await open(bob, session)).toBe(401)
    expect(await open(admin, session)).toBe(401)
  })

  test('does not open for another site, even with the right cookie', async () => {
    for (const origin of ['https://evil.test', 'null', `${product.url}.evil.test`]) {
      expect(await open(alice, session, { Origin: origin })).toBe(403)
    }
  })

  test('gives no ticket, page or progress to another user', async () => {
    for (const path of [`/sessions/${session}`, `/sessions/${session}/progress`]) {
      expect((await bob.get(path)).status).toBe(404)
    }
    expect((await bob.post(`/sessions/${session}/ticket`)).status).toBe(404)
    expect((await bob.post(`/sessions/${session}/delete`)).status).toBe(404)
  })

  test('closes to a ticket whose sign-in has ended, and to a user who was disabled', async () => {
    const elsewhere = new Visitor(product.url)
    await elsewhere.signIn('alice', PASSWORD)
    await elsewhere.post(`/sessions/${session}/ticket`)
    const kept = elsewhere.cookie
    expect(await open(elsewhere, session)).toBe(101)
    await elsewhere.post('/sign-out')
    await until(
      'the refusal',
      async () => {
        return (await open(elsewhere, session, { Cookie: kept })) === 403
      },
      5,
    )
    expect(await open(alice, session)).toBe(101)
  })
})
