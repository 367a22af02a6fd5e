import type { Say } from '../../errors.ts'

export const SHORTEST_PASSWORD = 12

/** Nobody types more; argon2 would hash a megabyte. */
export const LONGEST_PASSWORD = 512

/** Why this cannot be the password of `username`; undefined = it can. Length counts, not kinds of signs. */
export function passwordProblem(password: string, username: string): Say | undefined {
  const length = [...password].length
  if (length < SHORTEST_PASSWORD) {
    return (t) => t.refusals.passwordShort(SHORTEST_PASSWORD, length)
  }
  if (length > LONGEST_PASSWORD) return (t) => t.refusals.passwordLong(LONGEST_PASSWORD)
  if (new Set(password).size < 4) return (t) => t.refusals.passwordMonotonous
  const name = username.trim().toLowerCase()
  const rest = name === '' ? password : password.toLowerCase().replaceAll(name, '')
  if (rest.length < SHORTEST_PASSWORD / 2) return (t) => t.refusals.passwordIsName
  return undefined
}
