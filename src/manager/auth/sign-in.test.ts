import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { PASSWORD, type TestManager, testManager } from '../../testing/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await testManager()
  await manager.addUser('ada')
})
afterAll(() => manager[Symbol.asyncDispose]())

describe('signing in', () => {
  test('sets a cookie that only this host gets over TLS, and leads to the portal', async () => {
    const answer = await manager.visit().post('/sign-in', { name: 'ada', password: PASSWORD })
    expect(await answer.text()).toBe('')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('./')
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-casement=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    )
  })
})
