import { statSync } from 'node:fs'
import { codeOf, StartError } from '../../errors.ts'
import { type User, userOf } from './libc.ts'

/** Who the server runs as. `dropped` when that is not who we are: Postgres refuses to run as root. */
export type Account = User & { readonly dropped: boolean }

const PREFERRED = ['casement', 'postgres', 'nobody'] as const

/**
 * Ourselves, or for root: the owner of the data that is there already (a user `casement` made later
 * must not lock us out), else the first service account that exists.
 */
export function serviceAccount(dataDir: string): Account {
  const uid = process.getuid?.() ?? -1
  if (uid !== 0) return { ...ourselves(uid), dropped: false }
  const owner = ownerOf(dataDir)
  const user = owner === undefined ? preferred() : userOf(owner)
  if (user) return { ...user, dropped: true }
  throw new StartError(
    owner === undefined
      ? 'Postgres does not run as root and none of the users casement, postgres and nobody exists. Add one: useradd --system casement'
      : `The database in ${dataDir} belongs to user ${owner}, who has no entry in /etc/passwd. Add the user, or give the folder to another: chown -R casement ${dataDir}`,
  )
}

function ourselves(uid: number): User {
  const user = userOf(uid)
  if (user) return { ...user, gid: process.getgid?.() ?? user.gid }
  throw new StartError(
    `User ${uid} has no entry in /etc/passwd and Postgres needs one. Run as a user that has, or use an external database: --database-url`,
  )
}

function preferred(): User | undefined {
  return PREFERRED.map(userOf).find((user) => user !== undefined && user.uid !== 0)
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid || undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
