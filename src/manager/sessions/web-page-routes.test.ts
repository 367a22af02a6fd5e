import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { createPublicKey } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { sessions, workspaces } from '../../db/schema.ts'
import { verifyTicket } from '../../domain/ticket.ts'
import type { WebPage } from '../../domain/web-page.ts'
import type { Browser } from '../../testing/manager.ts'
import { sessionStage } from '../../testing/session-stage.ts'
import { goalsFor, routesFor } from '../hosts/snapshots.ts'

const stage = await sessionStage()
const { manager, db, agent, workspace, somebody, run } = stage
afterAll(() => manager[Symbol.asyncDispose]())

const WEB: WebPage = {
  ...{ scheme: 'https', port: 6901, path: '/vnc.html', user: 'kasm_user' },
  fingerprint: 'ab'.repeat(32),
}
const SITE = { 'x-casement-sessions': ':444', accept: 'application/json' }
let alice: Browser
let id: string

beforeEach(async () => {
  alice = (await somebody()).browser
  await db.update(workspaces).set({ web: WEB }).where(eq(workspaces.id, workspace))
  id = await stage.launch(alice)
})

const visit = (who: Browser, headers: Record<string, string> = SITE) =>
  who.post(`/sessions/${id}/visit`, {}, headers)

describe('a session whose container serves a page', () => {
  test('keeps how that is reached, tells its agent, and the front doors with what opens it', async () => {
    await db.update(workspaces).set({ web: null }).where(eq(workspaces.id, workspace))
    await run(id)
    const { sealer, boot, clock } = manager
    const goals = await goalsFor(db, sealer, agent)
    const goal = goals.sessions.find(({ session }) => session === id)
    expect(goal?.want === 'present' && goal.spec.web).toEqual({
      ...{ scheme: 'https', port: 6901, path: '/vnc.html', user: 'kasm_user' },
    })
    const routes = await routesFor(db, sealer, boot, [], clock.now)
    const route = routes.sessions.find(({ session }) => session === id)
    const credentials = Buffer.from(`kasm_user:${route?.password}`).toString('base64')
    expect(route?.upstream).toEqual({
      ...{ kind: 'https', start: '/vnc.html', authorization: `Basic ${credentials}` },
      fingerprint: WEB.fingerprint,
    })
  })

  test('gives its owner a ticket, in no address, and the place to hand it in', async () => {
    await run(id)
    const answer = await visit(alice)
    const { ticket, site } = await answer.json()
    expect(site).toBe(':444')
    const key = createPublicKey(manager.boot.ticketPublicKey)
    expect(verifyTicket(ticket, key, manager.clock.now)).toMatchObject({ session: id })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('gives nobody else one, nor before it runs, nor where there is no place for it', async () => {
    expect((await visit(alice)).status).toBe(409)
    await run(id)
    expect((await visit((await somebody()).browser)).status).toBe(404)
    expect((await visit(await manager.signIn('admin'))).status).toBe(404)
    expect((await visit(manager.visit())).status).not.toBe(200)
    expect((await visit(alice, { accept: 'application/json' })).status).toBe(409)
    const wild = { ...SITE, 'x-casement-sessions': "*; script-src 'unsafe-inline'" }
    expect((await visit(alice, wild)).status).toBe(409)
    await db.update(sessions).set({ web: null }).where(eq(sessions.id, id))
    expect((await visit(alice)).status).toBe(409)
  })

  test('has a page of ours that may frame that place alone', async () => {
    await run(id)
    const page = await alice.get(`/sessions/${id}`, SITE_PAGE)
    expect(await page.text()).toContain('<iframe')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("form-action 'self' *:444;")
    expect(policy).toEndWith('; frame-src *:444')
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test('says so where the front door has no such place', async () => {
    await run(id)
    expect(await (await alice.get(`/sessions/${id}`)).text()).toContain('--session-port')
  })
})

const SITE_PAGE = { 'x-casement-sessions': ':444' }
