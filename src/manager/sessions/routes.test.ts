import { afterAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { createPublicKey } from 'node:crypto'
import { eq, isNotNull } from 'drizzle-orm'
import { recordCheckIn } from '../../db/check-in.ts'
import { applyEvent } from '../../db/events.ts'
import { recordRuns } from '../../db/run-orders.ts'
import { sessionRuns, sessions, users, workspaces } from '../../db/schema.ts'
import { findSession } from '../../db/sessions.ts'
import { verifyTicket } from '../../domain/ticket.ts'
import { checkIn } from '../../testing/fixtures.ts'
import type { Browser } from '../../testing/manager.ts'
import { LARGE, sessionStage } from '../../testing/session-stage.ts'

const stage = await sessionStage()
const { manager, db, agent, workspace, somebody, run } = stage
const { hub, boot, clock } = manager
afterAll(() => manager[Symbol.asyncDispose]())

let aliceId: string
let alice: Browser
let stranger: Browser

beforeEach(async () => {
  const first = await somebody()
  aliceId = first.id
  alice = first.browser
  stranger = (await somebody()).browser
})

const launch = (fields: Record<string, string> = {}) => stage.launch(alice, fields)

describe('POST /workspaces/:id/launch', () => {
  test('leads to the session; pressed twice, to the same one', async () => {
    const key = crypto.randomUUID()
    const press = () => alice.post(`/workspaces/${workspace}/launch`, { key })
    const answers = await Promise.all([press(), press(), press()])
    const places = answers.map((answer) => answer.headers.get('location'))
    expect(new Set(places).size).toBe(1)
    expect(places[0]).toMatch(/^\.\.\/\.\.\/sessions\/[0-9a-f-]{36}$/)
  })

  test('hands on the address to open, and refuses what a browser would run', async () => {
    const id = await launch({ url: 'https://example.org/a?b=1' })
    const session = await findSession(db, 'system', id)
    expect(session.environment).toEqual({ CASEMENT_URL: 'https://example.org/a?b=1' })
    for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'nonsense']) {
      const answer = await alice.post(`/workspaces/${workspace}/launch`, { url })
      expect(await answer.text()).toContain('http:// or https://')
      expect(answer.status).toBe(422)
    }
  })

  test('takes no image, resources or owner from the form', async () => {
    const id = await launch({
      image: 'evil',
      cores: '64',
      userId: crypto.randomUUID(),
      memory: '1',
    })
    const session = await findSession(db, 'system', id)
    expect(session).toMatchObject({ image: 'casement/desktop', cores: 1, userId: aliceId })
  })
})

describe('POST /sessions/:id/go', () => {
  const url = 'https://example.org/a'
  const due = (id: string) => db.$count(sessionRuns, eq(sessionRuns.sessionId, id))

  test('orders what the exec config has for addresses, for its owner alone', async () => {
    const exec = { go: { argv: ['open'], environment: { WHO: '{user_id}' } } }
    const id = await launch()
    await db.update(sessions).set({ exec }).where(eq(sessions.id, id))
    expect((await stranger.post(`/sessions/${id}/go`, { url })).status).toBe(404)
    expect((await manager.visit().post(`/sessions/${id}/go`, { url })).status).not.toBe(404)
    const admin = await manager.signIn('admin')
    expect((await admin.post(`/sessions/${id}/go`, { url })).status).toBe(404)
    for (const bad of ['', 'javascript:alert(1)']) {
      expect((await alice.post(`/sessions/${id}/go`, { url: bad })).status).toBe(422)
    }
    expect(await due(id)).toBe(0)
    expect((await alice.post(`/sessions/${id}/go`, { url })).status).toBe(303)
    const [ordered] = await db.select().from(sessionRuns).where(eq(sessionRuns.sessionId, id))
    expect(ordered).toMatchObject({
      moment: 'go',
      program: { argv: ['open'], environment: { WHO: aliceId, CASEMENT_URL: url, KASM_URL: url } },
    })
    for (let more = 1; more < 20; more++) await alice.post(`/sessions/${id}/go`, { url })
    const many = await alice.post(`/sessions/${id}/go`, { url })
    expect(await many.text()).toContain('Many addresses wait')
    expect(await due(id)).toBe(20)
    const facts = [{ id: ordered?.id ?? '', exitCode: 3 }]
    const seen = checkIn([], LARGE)
    await recordRuns(db, crypto.randomUUID(), facts)
    expect(await db.$count(sessionRuns, isNotNull(sessionRuns.doneAt))).toBe(0)
    await recordCheckIn(db, agent, { ...seen, runs: facts })
    const [done] = await db.select().from(sessionRuns).where(isNotNull(sessionRuns.doneAt))
    expect(done).toMatchObject({ id: ordered?.id, exitCode: 3 })
    const page = await (await admin.get(`/admin/sessions/${id}`)).text()
    expect(page).toContain('To open an address')
    expect(page).toContain('Exit code 3')
    expect(page.match(/Waits for its agent/g)).toHaveLength(19)
    expect(page).not.toContain(url)
  })

  test('says so where a session cannot open any', async () => {
    const answer = await alice.post(`/sessions/${await launch()}/go`, { url })
    expect(await answer.text()).toContain('cannot open addresses')
    expect(answer.status).toBe(409)
  })
})

describe('GET /sessions/:id', () => {
  test('goes packed, unless it holds a secret whose letters its length would tell', async () => {
    const id = await launch()
    const packing = { 'accept-encoding': 'gzip, br' }
    const launching = await alice.get(`/sessions/${id}`, packing)
    expect(launching.headers.get('content-encoding')).toBe('br')
    await run(id)
    const viewing = await alice.get(`/sessions/${id}`, packing)
    expect(await viewing.text()).toMatch(/data-proof="[\w-]{86}"/)
    expect(viewing.headers.get('content-encoding')).toBeNull()
  })

  test('shows the launch, then the viewer; names stay text; no password anywhere', async () => {
    const id = await launch()
    const launching = await (await alice.get(`/sessions/${id}`)).text()
    expect(launching).toContain('Desk &lt;top>')
    expect(launching).toContain('data-stage')
    await run(id)
    const viewing = await (await alice.get(`/sessions/${id}`)).text()
    expect(viewing).toContain('data-connection')
    const progress = await alice.get(`/sessions/${id}/progress`, { accept: 'application/json' })
    const told = JSON.stringify(await progress.json())
    expect(told).toBe('{"state":"running"}')
    const goals = await hub.goals(agent, new AbortController().signal).getReader().read()
    const { sessions } = JSON.parse(new TextDecoder().decode(goals.value))
    const goal = sessions.find((one: { session: string }) => one.session === id)
    expect(goal.spec.password).toHaveLength(8)
    for (const secret of [goal.spec.password, '172.18.0.2', '5901']) {
      expect(`${launching}${viewing}${told}`).not.toContain(secret)
    }
  })
})

test('the microphone may be asked for by the viewer alone, unless it is switched off, which the page says', async () => {
  const page = async () => {
    const answer = await alice.get(`/sessions/${id}`)
    return { text: await answer.text(), allows: answer.headers.get('permissions-policy') ?? '' }
  }
  const id = await launch()
  expect((await page()).allows).toContain('microphone=()')
  await run(id)
  expect((await page()).allows).toBe('camera=(), microphone=(self), geolocation=(), payment=()')
  await db
    .update(workspaces)
    .set({ abilitiesOff: ['microphone', 'sound'] })
    .where(eq(workspaces.id, workspace))
  const { text, allows } = await page()
  expect(text).toContain('Switched off for this workspace.')
  expect(text).not.toContain('data-mute')
  expect(allows).toContain('microphone=()')
  await db.update(workspaces).set({ abilitiesOff: [] }).where(eq(workspaces.id, workspace))
})

describe('GET /sessions/:id of a launch that failed', () => {
  const failure = { kind: 'deadline', state: 'starting', seconds: 60 } as const

  test('tries again with the address that was asked for, and names no state of ours', async () => {
    const id = await launch({ url: 'https://example.org/a?b=1&c' })
    await applyEvent(db, 'system', id, 'fail', { failure })
    const page = await (await alice.get(`/sessions/${id}`)).text()
    expect(page).toContain('name="url" value="https://example.org/a?b=1&amp;c"')
    expect(page).toContain('Its desktop did not answer within 60 s')
    expect(page).not.toContain('starting')
  })

  test('has no address for what opens none', async () => {
    const id = await launch()
    await applyEvent(db, 'system', id, 'fail', { failure })
    expect(await (await alice.get(`/sessions/${id}`)).text()).not.toContain('name="url"')
  })
})

describe('GET /sessions/:id/progress', () => {
  test('answers at once what was not seen yet', async () => {
    const id = await launch()
    const asked = { 'hx-request': 'true' }
    const answer = await alice.get(`/sessions/${id}/progress?seen=placing`, asked)
    expect(await answer.text()).toContain('progress?seen=starting')
  })

  test('answers what was seen as soon as it changes', async () => {
    const id = await launch()
    const asked = { 'hx-request': 'true' }
    const looked = Promise.withResolvers<void>()
    const patient = hub.news.listen(id)
    using _ = spyOn(hub.news, 'listen').mockReturnValue({
      within() {
        looked.resolve()
        return patient.within(60_000)
      },
      [Symbol.dispose]: () => patient[Symbol.dispose](),
    })
    const answer = alice.get(`/sessions/${id}/progress?seen=starting`, asked)
    await looked.promise
    await run(id)
    await hub.heed({ kind: 'session', session: id, user: aliceId })
    expect(await (await answer).text()).toContain('data-stage="ready"')
  })
})

function expectTicket(answer: Response, id: string) {
  const [pair = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ')
  expect(attributes).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Max-Age=60'])
  const [name, token = ''] = pair.split('=')
  expect(name).toBe(`__Host-casement-${id.replaceAll('-', '')}`)
  expect(verifyTicket(token, createPublicKey(boot.ticketPublicKey), clock.now)).toMatchObject({
    session: id,
    user: aliceId,
    rights: 'control',
  })
}

describe('a ticket', () => {
  test('is given to the sign-in that asks, in a cookie, nothing in the body', async () => {
    const id = await launch()
    await run(id)
    const answer = await alice.post(`/sessions/${id}/ticket`)
    expect(await answer.text()).toBe('')
    expect(answer.status).toBe(204)
    expectTicket(answer, id)
  })

  test('comes with the page of a session that runs, and not before', async () => {
    const id = await launch()
    expect((await alice.get(`/sessions/${id}`)).headers.get('set-cookie')).toBeNull()
    await run(id)
    expectTicket(await alice.get(`/sessions/${id}`), id)
  })

  test('is not given while the session does not run', async () => {
    const id = await launch()
    expect((await alice.post(`/sessions/${id}/ticket`)).status).toBe(409)
  })

  test('is not given to an admin for the session of another', async () => {
    const id = await launch()
    await run(id)
    const admin = await manager.signIn('admin')
    expect((await admin.post(`/sessions/${id}/ticket`)).status).toBe(404)
  })
})

describe('a stolen session id', () => {
  const tries: [string, (id: string, who: Browser) => Promise<Response>][] = [
    ['the page', (id, who) => who.get(`/sessions/${id}`)],
    ['its progress', (id, who) => who.get(`/sessions/${id}/progress`)],
    ['a ticket', (id, who) => who.post(`/sessions/${id}/ticket`)],
    ['its end', (id, who) => who.post(`/sessions/${id}/delete`)],
    ['its pause', (id, who) => who.post(`/sessions/${id}/pause`)],
    ['its resumption', (id, who) => who.post(`/sessions/${id}/resume`)],
    ['its stop', (id, who) => who.post(`/sessions/${id}/stop`)],
    ['an extension', (id, who) => who.post(`/sessions/${id}/extend`)],
    ['its start', (id, who) => who.post(`/sessions/${id}/start`)],
  ]

  test.each(tries)('opens %s to nobody else', async (_, attempt) => {
    const id = await launch()
    await run(id)
    expect((await attempt(id, stranger)).status).toBe(404)
    const guest = await attempt(id, manager.visit())
    expect([303, 401]).toContain(guest.status)
    expect(await guest.text()).not.toContain('Desk')
    await db.update(users).set({ disabled: true }).where(eq(users.id, aliceId))
    expect([303, 401]).toContain((await attempt(id, alice)).status)
    const [row] = await db.select().from(sessions).where(eq(sessions.id, id))
    expect(row?.state).toBe('running')
  })
})

describe('POST /sessions/:id/delete', () => {
  test('ends it, and ending it again changes nothing', async () => {
    const id = await launch()
    expect((await alice.post(`/sessions/${id}/delete`)).status).toBe(303)
    expect((await alice.post(`/sessions/${id}/delete`)).status).toBe(303)
    expect((await findSession(db, 'system', id)).state).toBe('deleting')
  })

  test('is refused from a foreign page', async () => {
    const id = await launch()
    const headers = { origin: 'https://evil.test' }
    expect((await alice.post(`/sessions/${id}/delete`, {}, headers)).status).toBe(403)
    expect((await findSession(db, 'system', id)).state).toBe('placing')
  })
})

describe('POST /admin/sessions/:id/force', () => {
  test('ends a session that its host does not let go of, and says why until then', async () => {
    const id = await launch()
    await run(id)
    await alice.post(`/sessions/${id}/delete`)
    const stuck = { session: id, generation: 1, state: 'exited' } as const
    await recordCheckIn(db, agent, checkIn([{ ...stuck, problem: 'The <device> is busy.' }], LARGE))
    const admin = await manager.signIn('admin')
    for (const [who, path] of [
      [alice, '/'],
      [alice, `/sessions/${id}`],
      [admin, '/admin/sessions'],
      [admin, `/admin/sessions/${id}`],
    ] as const) {
      expect(await (await who.get(path)).text()).toContain('The &lt;device> is busy.')
    }
    expect(await (await admin.get('/admin/sessions')).text()).toContain(`sessions/${id}/force`)

    expect((await admin.post(`/admin/sessions/${id}/force`)).status).toBe(303)
    const forced = await findSession(db, 'system', id)
    expect([forced.state, forced.releasedAt !== null]).toEqual(['deleted', true])
    const detail = await (await admin.get(`/admin/sessions/${id}`)).text()
    expect(detail).toContain('End forced')
    expect(detail).not.toContain(`sessions/${id}/force`)
    expect((await admin.post(`/admin/sessions/${id}/force`)).status).toBe(303)
  })

  test('is not for guests, strangers, nor the owner', async () => {
    const id = await launch()
    await run(id)
    const attempt = (who: Browser) => who.post(`/admin/sessions/${id}/force`)
    expect([303, 401]).toContain((await attempt(manager.visit())).status)
    expect((await attempt(stranger)).status).toBe(403)
    expect((await attempt(alice)).status).toBe(403)
    expect((await findSession(db, 'system', id)).state).toBe('running')
  })
})
