import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { agents, groupSettings, sessions } from '../../db/schema.ts'
import { findSession } from '../../db/sessions.ts'
import { ALL_USERS } from '../../domain/access.ts'
import type { Browser } from '../../testing/manager.ts'
import { sessionStage } from '../../testing/session-stage.ts'

const stage = await sessionStage()
const { manager, db, agent, somebody, run, stopped } = stage
const { clock } = manager
afterAll(() => manager[Symbol.asyncDispose]())

let alice: Browser
let stranger: Browser

beforeEach(async () => {
  alice = (await somebody()).browser
  stranger = (await somebody()).browser
})

const launch = () => stage.launch(alice)

describe('a session that is kept', () => {
  test('is paused and resumed, stopped and started by its owner, who reads what it is', async () => {
    const id = await launch()
    await run(id)
    for (const [act, to, state, words] of [
      ['pause', '../../', 'paused', 'Desk &lt;top> is paused'],
      ['pause', '../../', 'paused', 'Desk &lt;top> is paused'],
      ['resume', `../${id}`, 'running', 'data-connection'],
      ['stop', '../../', 'stopping', 'Desk &lt;top> is stopping'],
    ] as const) {
      const answer = await alice.post(`/sessions/${id}/${act}`)
      expect(answer.headers.get('location')).toBe(to)
      expect(answer.status).toBe(303)
      expect((await findSession(db, 'system', id)).state).toBe(state)
      expect(await (await alice.get(`/sessions/${id}`)).text()).toContain(words)
    }
    await stopped(id)
    expect(await (await alice.get(`/sessions/${id}`)).text()).toContain('is stopped')
    expect(await (await alice.get('/')).text()).toContain(`sessions/${id}/start`)
    expect((await alice.post(`/sessions/${id}/start`)).status).toBe(303)
    expect(await (await alice.get(`/sessions/${id}`)).text()).toContain(
      'Starting Desk &lt;top> again',
    )
  })

  test('has no ticket', async () => {
    const id = await launch()
    await run(id)
    await alice.post(`/sessions/${id}/pause`)
    expect((await alice.get(`/sessions/${id}`)).headers.get('set-cookie')).toBeNull()
    expect((await alice.post(`/sessions/${id}/ticket`)).status).toBe(409)
  })

  test('says in words what cannot be done with it', async () => {
    const id = await launch()
    const json = { accept: 'application/json' }
    for (const [act, words] of [
      ['pause', 'Only a session that runs can be paused'],
      ['resume', 'Only a paused session can be resumed'],
      ['stop', 'Only a session that runs or is paused can be stopped'],
      ['start', 'Only a stopped session can be started'],
    ] as const) {
      const answer = await alice.post(`/sessions/${id}/${act}`, {}, json)
      expect(await answer.text()).toContain(words)
      expect(answer.status).toBe(409)
    }
  })

  test('stays stopped where its host has no room, and says why to its owner and to an admin', async () => {
    const id = await launch()
    await run(id)
    await alice.post(`/sessions/${id}/stop`)
    await stopped(id)
    await db.update(agents).set({ enabled: false }).where(eq(agents.id, agent))
    expect((await alice.post(`/sessions/${id}/start`)).status).toBe(303)
    await db.update(agents).set({ enabled: true }).where(eq(agents.id, agent))
    const admin = await manager.signIn('admin')
    for (const [who, path] of [
      [alice, `/sessions/${id}`],
      [alice, '/'],
      [admin, `/admin/sessions/${id}`],
    ] as const) {
      const page = await (await who.get(path)).text()
      expect(page).toContain('Its files are on atlas, which cannot take it now')
    }
    expect((await findSession(db, 'system', id)).state).toBe('stopped')
  })
})

describe('the time of a session', () => {
  const json = { accept: 'application/json' }
  const limit = (id: string, minutes: number) =>
    db
      .update(sessions)
      .set({ expiresAt: new Date(clock.now + minutes * 60_000) })
      .where(eq(sessions.id, id))

  test('is told to its owner: what is left, what happens then, how often that can be moved', async () => {
    const id = await launch()
    await run(id)
    await limit(id, 10)
    const told = await (await alice.get(`/sessions/${id}/progress`, json)).json()
    expect(told).toEqual({
      state: 'running',
      limit: { ends: clock.now + 600_000, seconds: 600, action: 'delete', extensions: 0 },
    })
  })

  test('is extended by its owner where their group allows it, and by an admin', async () => {
    const id = await launch()
    await run(id)
    await limit(id, 10)
    const seen = String(clock.now + 600_000)
    const ends = async () => (await findSession(db, 'system', id)).expiresAt?.getTime()
    const refused = await alice.post(`/sessions/${id}/extend`, { seen }, json)
    expect(await refused.text()).toContain('cannot be extended')
    expect(refused.status).toBe(409)
    expect((await alice.post(`/admin/sessions/${id}/extend`, { seen })).status).toBe(403)
    expect((await stranger.post(`/admin/sessions/${id}/extend`, { seen })).status).toBe(403)
    const admin = await manager.signIn('admin')
    const extend = { groupId: ALL_USERS, name: 'extensions', value: 5 }
    await db.insert(groupSettings).values(extend)
    for (const [who, path, hours] of [
      [admin, `/admin/sessions/${id}/extend`, 1],
      [admin, `/admin/sessions/${id}/extend`, 1],
      [alice, `/sessions/${id}/extend`, 1],
    ] as const) {
      expect((await who.post(path, { seen })).status).toBe(303)
      expect(await ends()).toBe(Number(seen) + hours * 3600_000)
    }
    expect((await alice.post(`/sessions/${id}/extend`)).status).toBe(303)
    expect(await ends()).toBe(Number(seen) + 2 * 3600_000)
    await db.delete(groupSettings).where(eq(groupSettings.name, 'extensions'))
  })
})

describe('POST /admin/sessions/:id/pause, resume, stop and start', () => {
  test('are for admins, on the sessions of anybody', async () => {
    const id = await launch()
    await run(id)
    const admin = await manager.signIn('admin')
    for (const [act, state] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['stop', 'stopping'],
    ] as const) {
      const attempt = (who: Browser) => who.post(`/admin/sessions/${id}/${act}`)
      const before = (await findSession(db, 'system', id)).state
      expect([303, 401]).toContain((await attempt(manager.visit())).status)
      expect((await attempt(stranger)).status).toBe(403)
      expect((await attempt(alice)).status).toBe(403)
      expect((await findSession(db, 'system', id)).state).toBe(before)
      expect((await attempt(admin)).status).toBe(303)
      expect((await findSession(db, 'system', id)).state).toBe(state)
    }
    await stopped(id)
    expect((await alice.post(`/admin/sessions/${id}/start`)).status).toBe(403)
    expect((await admin.post(`/admin/sessions/${id}/start`)).status).toBe(303)
    expect((await findSession(db, 'system', id)).state).toBe('restarting')
    const detail = await (await admin.get(`/admin/sessions/${id}`)).text()
    for (const words of ['Paused', 'Resumed', 'Stop requested', 'Placed on its host again']) {
      expect(detail).toContain(words)
    }
  })
})
