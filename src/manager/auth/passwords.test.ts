import { describe, expect, test } from 'bun:test'
import { Busy } from '../../errors.ts'
import { passwordProblem } from './password-rules.ts'
import { createPasswords } from './passwords.ts'
import { boundedQueue } from './queue.ts'

describe('passwords', () => {
  const cheap = createPasswords({ memoryKiB: 8, passes: 1 })

  test('are right or wrong, and argon2id', async () => {
    const passwords = await cheap
    const hash = await passwords.hash('correct horse')
    expect(hash).toStartWith('$argon2id$v=19$m=8,t=1')
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    expect(await passwords.verify('correct hors', hash)).toBe(false)
  })

  test('of nobody are never right', async () => {
    expect(await (await cheap).verify('', undefined)).toBe(false)
  })

  test('cost 19 MiB in two passes unless a test says otherwise', async () => {
    expect(await (await createPasswords()).hash('a')).toStartWith('$argon2id$v=19$m=19456,t=2')
  })
})

describe('the queue', () => {
  test('runs so many at once, lets so many wait, and sends the rest away with a time', async () => {
    const queue = boundedQueue(2, 3, 1)
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    let [running, most] = [0, 0]
    const runs = gates.map((gate) =>
      queue.run(async () => {
        running += 1
        most = Math.max(most, running)
        await gate.promise
        running -= 1
      }),
    )
    const refused = await queue.run(async () => {}).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Busy)
    expect(refused instanceof Busy && refused.retryAfter).toBe(2)
    for (const gate of gates) gate.resolve()
    await Promise.all(runs)
    expect(most).toBe(2)
    expect(await queue.run(async () => 'free again')).toBe('free again')
  })

  test('goes on after work that failed', async () => {
    const queue = boundedQueue(1, 1, 1)
    const failing = queue.run(() => Promise.reject(new Error('no')))
    const next = queue.run(async () => 1)
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe(1)
  })
})

describe('a password', () => {
  test.each([
    ['short', 'ada', '12 are needed'],
    ['elevenchars', 'ada', 'It has 11 characters'],
    ['aaaaaaaaaaaaaaaa', 'ada', 'same few'],
    ['ada.lovelace12', 'ada.lovelace', 'name'],
    ['ADA.LOVELACEada.lovelace', 'ada.lovelace', 'name'],
    [`x${'abcdefgh'.repeat(64)}`, 'ada', '512'],
  ])('%p of %p is refused', async (password, username, sentence) => {
    const { english } = await import('../../texts/index.ts')
    expect(passwordProblem(password, username)?.(english)).toContain(sentence)
  })

  test.each([
    ['twelve chars', 'ada'],
    ['Пароль из слов', 'ada'],
    ['ada goes up the hill', 'ada'],
    ['twelve chars', ''],
  ])('%p of %p is taken', (password, username) => {
    expect(passwordProblem(password, username)).toBeUndefined()
  })
})
