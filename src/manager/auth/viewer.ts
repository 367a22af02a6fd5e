import type { Db } from '../../db/client.ts'
import { findLogin, type SignedIn } from '../../db/logins.ts'
import { hashToken, readToken } from './cookie.ts'

/** Whose cookie the request carries; undefined where nobody is signed in by it. */
export async function findViewer(
  db: Db,
  request: Request,
  now: number,
): Promise<SignedIn | undefined> {
  const token = readToken(request.headers)
  return token === undefined ? undefined : findLogin(db, hashToken(token), now)
}
