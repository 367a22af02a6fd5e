import { dlopen } from 'bun:ffi'
import { readFileSync } from 'node:fs'

const PR_SET_NO_NEW_PRIVS = 38

/**
 * Makes root the first of these users that exists, for good, with no groups but its own; returns
 * who this process is now. Called once the port is bound, which only root may do.
 */
export function dropPrivileges(): string {
  const user = unprivilegedUser()
  if (!user) return 'self'
  const { symbols: libc } = dlopen('libc.so.6', {
    setgroups: { args: ['u64', 'ptr'], returns: 'i32' },
    setgid: { args: ['u32'], returns: 'i32' },
    setuid: { args: ['u32'], returns: 'i32' },
    prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
  })
  // The order matters: once the user is another, the groups could not be changed any more. glibc
  // changes user and groups of every thread; the last is of this thread, which runs all of our code, and
  // of what it starts. The runtime's own threads have no privilege either, but are not bound by it.
  const results = [
    libc.setgroups(0n, null),
    libc.setgid(user.gid),
    libc.setuid(user.uid),
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n),
  ]
  const back = libc.setuid(0)
  if (results.some((result) => result !== 0) || back === 0 || process.getuid?.() !== user.uid) {
    throw new Error(`Could not become the user ${user.name}`)
  }
  return user.name
}

/** Whom root becomes for that; undefined for who is not root. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = CANDIDATES.map(findUser).find((found) => found !== undefined)
  if (!user) throw new Error(`None of the users ${CANDIDATES.join(', ')} exists on this host`)
  return user
}

const CANDIDATES = ['casement', 'nobody']

type User = { readonly name: string; readonly uid: number; readonly gid: number }

function findUser(name: string): User | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [found, , uid, gid] = line.split(':')
    if (found === name) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}
