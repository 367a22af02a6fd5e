import type { Db } from '../../db/client.ts'
import { beginLogin, endLoginOfToken } from '../../db/logins.ts'
import { findCredentials } from '../../db/users.ts'
import { clientAddress } from '../web/request.ts'
import { hashToken, newToken, readToken } from './cookie.ts'
import { LONGEST_PASSWORD } from './password-rules.ts'
import type { Passwords } from './passwords.ts'
import { throttle, verifyUnder } from './throttle.ts'

/** Longer names exist nowhere; they are refused before anything counts, looks up or logs them. */
export const LONGEST_USERNAME = 254

export type Credentials = { readonly username: string; readonly password: string }
export type SignInDeps = {
  readonly db: Db
  readonly passwords: Passwords
  readonly now: () => number
}

/**
 * The token of a new login, or undefined. A wrong password, a name that nobody has and a disabled user
 * take the same path: one count, one look-up, one verification, one answer. Throws Busy where there
 * were too many attempts.
 */
export async function signIn(
  { db, passwords, now }: SignInDeps,
  request: Request,
  { username, password }: Credentials,
): Promise<string | undefined> {
  if (username.length > LONGEST_USERNAME || password.length > LONGEST_PASSWORD) return undefined
  const address = clientAddress(request)
  const attempt = await throttle(db, username, address, now())
  const user = await findCredentials(db, { username })
  const right = await verifyUnder(attempt, () => passwords.verify(password, user?.passwordHash))
  if (!right || !user || user.disabled) return undefined
  await attempt.succeeded()

  // What the browser held before is worth nothing from here on: no fixation, no leftover login.
  const before = readToken(request.headers)
  if (before !== undefined) await endLoginOfToken(db, hashToken(before))
  const token = newToken()
  const userAgent = request.headers.get('user-agent') ?? ''
  const login = { userId: user.userId, tokenHash: hashToken(token), address, userAgent }
  const began = await beginLogin(db, login, user.passwordHash, now())
  return began ? token : undefined
}
