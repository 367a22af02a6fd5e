import { boundedQueue } from './queue.ts'

export type Cost = { readonly memoryKiB: number; readonly passes: number }

/** OWASP's figure for argon2id: about 17 verifications a second on two cores. */
export const COST: Cost = { memoryKiB: 19 * 1024, passes: 2 }

const AT_ONCE = 2
/** Even where only five verifications a second are left for us, the last of them waits 20 s. */
const WAITING = 100
const SECONDS_EACH = 0.12

export type Passwords = {
  hash(password: string): Promise<string>
  /** Without a `hash` (nobody has that name) it costs the same and is wrong. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** argon2id behind one queue, so that a thousand sign-ins at once cannot take every core. */
export async function createPasswords(cost: Cost = COST): Promise<Passwords> {
  const queue = boundedQueue(AT_ONCE, WAITING, SECONDS_EACH)
  const hash = (password: string) =>
    Bun.password.hash(password, {
      algorithm: 'argon2id',
      memoryCost: cost.memoryKiB,
      timeCost: cost.passes,
    })
  const nobodys = await hash(crypto.randomUUID())
  return {
    hash: (password) => queue.run(() => hash(password)),
    verify: async (password, known) => {
      const right = await queue.run(() => Bun.password.verify(password, known ?? nobodys))
      return right && known !== undefined
    },
  }
}
