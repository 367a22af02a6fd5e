/**
 * A session that runs for real, and everybody whom it is not for: a guest, another user, another site,
 * a ticket of another session, a sign-in that has ended, a user who was disabled.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { docker } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'

let product: Product
let admin: Visitor
let alice: Visitor
let bob: Visitor
let session: string
let aliceId: string

/** Somebody new, with their own password; their id. */
async function addUser(name: string): Promise<string> {
  const given = 'until the first sign-in'
  const answer = await admin.post('/admin/users/new', { name, password: given, enabled: 'on' })
  if (answer.status !== 303) throw new Error(`${answer.status} ${await answer.text()}`)
  const page = await (await admin.get(`/admin/users?search=${name}`)).text()
  return /users\/([0-9a-f-]{36})/.exec(page)?.[1] ?? ''
}

beforeAll(async () => {
  product = await startProduct()
  admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  aliceId = await addUser('alice')
  await addUser('bob')
  alice = new Visitor(product.url)
  bob = new Visitor(product.url)
  await alice.signInAnew('alice', 'until the first sign-in', PASSWORD)
  await bob.signInAnew('bob', 'until the first sign-in', PASSWORD)
  session = await alice.launch('Desktop')
  expect((await alice.post(`/sessions/${session}/ticket`)).status).toBe(204)
}, 1_000_000)

afterAll(async () => {
  if (session) await admin.post(`/admin/sessions/${session}/delete`)
  await until('no session left', async () => {
    const label = 'label=casement.session'
    return (await docker('ps', '-aq', '--filter', label)).length === 0
  }).catch(() => undefined)
  await product?.[Symbol.asyncDispose]()
})

describe("somebody else's session", () => {
  test('opens for its owner, and for nobody without a ticket of it', async () => {
    expect(await alice.open(session)).toBe(101)
    expect(await new Visitor(product.url).open(session)).toBe(401)
    expect(await bob.open(session)).toBe(401)
    expect(await admin.open(session)).toBe(401)
  })

  test('does not open for another site, even with the right cookie', async () => {
    for (const origin of ['https://evil.test', 'null', `${product.url}.evil.test`]) {
      expect(await alice.open(session, { Origin: origin })).toBe(403)
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
    expect(await elsewhere.open(session)).toBe(101)
    await elsewhere.post('/sign-out')
    await until(
      'the refusal',
      async () => {
        return (await elsewhere.open(session, { Cookie: kept })) === 403
      },
      5,
    )
    expect(await alice.open(session)).toBe(101)

    const disabled = await admin.post(`/admin/users/${aliceId}`, { name: 'alice' }) // not `enabled`
    expect(await disabled.text()).toBe('')
    await until('the refusal', async () => (await alice.open(session)) === 404, 5)
    expect((await alice.get(`/sessions/${session}`)).status).toBe(303)
    expect((await alice.post(`/sessions/${session}/ticket`)).status).toBe(401)
  })
})
