import { afterAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { signInAttempts } from '../../db/schema.ts'
import { ACCOUNT_BACKOFF, ADDRESS_BACKOFF, FORGET_AFTER_MS } from '../../db/sign-in-attempts.ts'
import { Busy } from '../../errors.ts'
import { PASSWORD, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db, clock } = manager
await manager.addUser('ada')
afterAll(() => manager[Symbol.asyncDispose]())
beforeEach(async () => {
  await db.delete(signInAttempts)
})

function attempt(name: string, password: string, address = '192.0.2.1') {
  return manager.visit().post('/sign-in', { name, password }, { 'x-forwarded-for': address })
}

async function fail(name: string, times: number, address?: string) {
  for (let i = 0; i < times; i++) {
    expect((await attempt(name, 'wrong password', address)).status).toBe(401)
  }
}

describe('after too many failures', () => {
  test('an account waits, whatever the address, and the right password does not help', async () => {
    await fail('ada', ACCOUNT_BACKOFF.free)
    const answer = await attempt('ada', PASSWORD, '198.51.100.7')
    expect(await answer.text()).toContain('too many failed sign-ins')
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  test('a name that nobody has waits just the same', async () => {
    await fail('nobody', ACCOUNT_BACKOFF.free)
    const answer = await attempt('nobody', PASSWORD)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  test('the wait doubles up to its longest, and trying meanwhile does not lengthen it', async () => {
    await fail('ada', ACCOUNT_BACKOFF.free)
    const waits: number[] = []
    for (let i = 0; i < 11; i++) {
      const wait = Number((await attempt('ada', 'wrong')).headers.get('retry-after'))
      await attempt('ada', 'wrong')
      waits.push(wait)
      clock.now += wait * 1000
      await fail('ada', 1)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  })

  test('waiting lets the person in, and makes them start anew', async () => {
    await fail('ada', ACCOUNT_BACKOFF.free)
    clock.now += 1000
    expect((await attempt('ada', PASSWORD)).status).toBe(303)
    await fail('ada', ACCOUNT_BACKOFF.free)
  })

  test('an address waits, whatever the names', async () => {
    for (let i = 0; i < ADDRESS_BACKOFF.free; i++) await fail(`guess-${i}`, 1)
    expect((await attempt('ada', PASSWORD)).status).toBe(429)
    expect((await attempt('ada', PASSWORD, '198.51.100.7')).status).toBe(303)
  })

  test('failures are forgotten after an hour', async () => {
    await fail('ada', ACCOUNT_BACKOFF.free)
    clock.now += FORGET_AFTER_MS
    await fail('ada', ACCOUNT_BACKOFF.free)
  })
})

describe('many at once', () => {
  test('wrong passwords of one account cost no more verifications than are free', async () => {
    const verify = spyOn(manager.passwords, 'verify')
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => attempt('ada', 'wrong', `192.0.2.${i}`)),
    )
    const statuses = answers.map((answer) => answer.status).sort()
    expect(statuses.filter((status) => status === 401)).toHaveLength(ACCOUNT_BACKOFF.free)
    expect(statuses.filter((status) => status === 429)).toHaveLength(60 - ACCOUNT_BACKOFF.free)
    expect(verify).toHaveBeenCalledTimes(ACCOUNT_BACKOFF.free)
    verify.mockRestore()
  })

  test('right ones of an office behind one address are let in', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `colleague-${i}`)
    for (const name of names) await manager.addUser(name)
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(names.map((name) => attempt(name, PASSWORD)))
      expect(answers.map((answer) => answer.status)).toEqual(names.map(() => 303))
    }
  })
})

test('being sent away by a full queue is nobody’s failure', async () => {
  const full = new Busy((t) => t.refusals.signInQueueFull(5), 5)
  const verify = spyOn(manager.passwords, 'verify').mockRejectedValue(full)
  for (let i = 0; i < 2 * ACCOUNT_BACKOFF.free; i++) {
    const answer = await attempt('ada', PASSWORD)
    expect(await answer.text()).toContain('Many people are signing in')
    expect(answer.headers.get('retry-after')).toBe('5')
  }
  verify.mockRestore()
  expect((await attempt('ada', PASSWORD)).status).toBe(303)
})

test('nothing that was typed as a name rests in the table', async () => {
  await attempt('my secret password', 'x')
  expect(JSON.stringify(await db.select().from(signInAttempts))).not.toContain('secret')
})
