import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { codeOf } from '../../errors.ts'
import { DatabaseStartError } from '../start-error.ts'

/** Who the server runs as. `dropped` when that is not who we are: Postgres refuses to run as root. */
export type Account = {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly dropped: boolean
}

const PREFERRED = ['casement', 'postgres', 'nobody'] as const

/**
 * Ourselves, or for root: the owner of the data that is there already (a user `casement` made later
 * must not lock us out), else the first service account that exists.
 */
export function serviceAccount(dataDir: string): Account {
  const uid = process.getuid?.() ?? -1
  if (uid !== 0) return ourselves(uid)
  const accounts = readAccounts()
  const owner = ownerOf(dataDir)
  const account =
    owner === undefined
      ? PREFERRED.map((name) => accounts.find((each) => each.name === name)).find(Boolean)
      : accounts.find((each) => each.uid === owner)
  if (account) return account
  throw new DatabaseStartError(
    owner === undefined
      ? 'Postgres does not run as root and none of the users casement, postgres and nobody exists. Add one: useradd --system casement'
      : `The database in ${dataDir} belongs to user ${owner}, who has no entry in /etc/passwd. Add the user, or give the folder to another: chown -R casement ${dataDir}`,
  )
}

function ourselves(uid: number): Account {
  try {
    const { username, gid } = userInfo()
    return { name: username, uid, gid, dropped: false }
  } catch (cause) {
    throw new DatabaseStartError(
      `User ${uid} has no entry in /etc/passwd and Postgres needs one. Run as a user that has, or use an external database: --database-url`,
      { cause },
    )
  }
}

function readAccounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid), dropped: true }))
    .filter(({ uid }) => uid > 0)
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid || undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
