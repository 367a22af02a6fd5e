import { afterAll, expect, test } from 'bun:test'
import { addAgent, addWorkspace } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { hub } = manager
const aliceId = await manager.addUser('alice')
const bobId = await manager.addUser('bob')
await addAgent(manager.db, 'atlas')
await addWorkspace(manager.db)
afterAll(() => manager[Symbol.asyncDispose]())

/** The stream of somebody, as text, a chunk at a time. */
async function follow(username: string) {
  const answer = await (await manager.signIn(username)).get('/live')
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = answer.body?.getReader()
  if (!reader) throw new Error('The answer has no body')
  const decoder = new TextDecoder()
  const next = async () => {
    const { value, done } = await reader.read()
    return done ? undefined : decoder.decode(value)
  }
  expect(await next()).toStartWith('retry:')
  return { next, cancel: () => reader.cancel() }
}

const session = crypto.randomUUID()

test('a person hears of their own sessions, an admin of all', async () => {
  const [alice, admin] = [await follow('alice'), await follow('admin')]
  let heard = false
  const wait = alice.next().then((line) => {
    heard = true
    return line
  })
  await hub.heed({ kind: 'session', session, user: bobId })
  expect(await admin.next()).toStartWith('event: live')
  expect(heard).toBe(false)
  await hub.heed({ kind: 'session', session, user: aliceId })
  expect(await wait).toStartWith('event: live')
  expect(await admin.next()).toStartWith('event: live')
  await alice.cancel()
  await admin.cancel()
})

test('what nobody has read yet is not told twice', async () => {
  const alice = await follow('alice')
  for (let time = 0; time < 100; time++) {
    await hub.heed({ kind: 'session', session, user: aliceId })
  }
  expect(await alice.next()).toBe('event: live\ndata:\n\n')
  hub.news.close()
  expect(await alice.next()).toBeUndefined()
})

test('a guest hears nothing', async () => {
  const answer = await manager.visit().get('/live', { accept: 'application/json' })
  expect(answer.status).toBe(401)
})
