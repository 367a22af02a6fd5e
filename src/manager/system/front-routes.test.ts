import { afterAll, describe, expect, test } from 'bun:test'
import { writeSeen } from '../../contract/seen.ts'
import { SEEN_FIELD, SEEN_PATH, SELF_TEST } from '../../domain/front.ts'
import { ticketCookie } from '../../domain/ticket.ts'
import { ORIGIN, testManager } from '../../testing/manager.ts'

const PAGE = '/admin/system/front'
const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

await manager.addUser('stranger')
const guest = manager.visit()
const stranger = await manager.signIn('stranger')
const admin = await manager.signIn('admin')

describe('the self-test of what stands in front', () => {
  test('is for admins', async () => {
    const asked = { accept: 'text/html' }
    expect((await guest.get(PAGE, asked)).headers.get('location')).toContain('sign-in')
    const refused = await stranger.get(PAGE, asked)
    expect(await refused.text()).not.toContain('data-front')
    expect(refused.status).toBe(403)
    const page = await (await admin.get(PAGE, asked)).text()
    expect(page).toContain(`data-stream="../../s/${SELF_TEST}/rfb"`)
    expect(page).toContain('data-front="./front"')
  })

  test('says what follows from how the request arrived', async () => {
    const seen = {
      minor: 0,
      host: '10.0.0.2',
      secure: false,
      peer: '::1',
      address: '::1',
      left: false,
    }
    const query = new URLSearchParams({ page: `${ORIGIN}/desk${PAGE}` })
    const answer = await admin.get(`${SEEN_PATH}?${query}`, { [SEEN_FIELD]: writeSeen(seen) })
    expect(await answer.json()).toEqual([
      { check: 'version', outcome: 'old', values: {} },
      { check: 'host', outcome: 'renamed', values: { seen: '10.0.0.2', page: 'desk.example' } },
      { check: 'scheme', outcome: 'good', values: { page: 'https', said: '' } },
      { check: 'prefix', outcome: 'taken', values: { prefix: '/desk' } },
      { check: 'address', outcome: 'good', values: { peer: '::1', claimed: '', address: '::1' } },
    ])
  })

  test.each(['', 'e30', '%'])('believes nothing of the form %p', async (field) => {
    const answer = await admin.get(`${SEEN_PATH}?page=${ORIGIN}`, { [SEEN_FIELD]: field })
    expect(answer.ok).toBe(false)
  })

  test('counts what is sent', async () => {
    const form = await admin.post(`${PAGE}/upload`, { a: 'x'.repeat(100_000) })
    expect(await form.json()).toEqual({ bytes: 100_002 })
  })

  test('lets in an admin to no session that exists', async () => {
    const answer = await admin.post(`${PAGE}/ticket`)
    expect(answer.headers.get('set-cookie')).toStartWith(`${ticketCookie(SELF_TEST)}=`)
    expect(answer.status).toBe(204)
    expect((await stranger.post(`${PAGE}/ticket`)).headers.get('set-cookie')).toBeNull()
  })

  test('sends its parts one after the other', async () => {
    const answer = await admin.get(`${PAGE}/stream`)
    const reader = answer.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n')
    await reader?.cancel()
    expect(answer.headers.get('x-accel-buffering')).toBe('no')
  })
})
