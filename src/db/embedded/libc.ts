import { CString, dlopen, type Pointer, ptr, read } from 'bun:ffi'
import { closeSync, openSync } from 'node:fs'

const LOCK_EX = 2
const LOCK_NB = 4
const PR_SET_PDEATHSIG = 1

function open() {
  return dlopen('libc.so.6', {
    flock: { args: ['i32', 'i32'], returns: 'i32' },
    syncfs: { args: ['i32'], returns: 'i32' },
    prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
    getppid: { args: [], returns: 'i32' },
    setgroups: { args: ['u64', 'ptr'], returns: 'i32' },
    setgid: { args: ['u32'], returns: 'i32' },
    setuid: { args: ['u32'], returns: 'i32' },
    getpwuid: { args: ['u32'], returns: 'ptr' },
    getpwnam: { args: ['ptr'], returns: 'ptr' },
  }).symbols
}

let opened: ReturnType<typeof open> | undefined

/** Opened on first use: an agent or a proxy never needs it. */
function libc() {
  opened ??= open()
  return opened
}

/** Takes the lock of an open file, or answers false at once. It ends with the last copy of the descriptor. */
export function tryFlock(descriptor: number): boolean {
  return libc().flock(descriptor, LOCK_EX | LOCK_NB) === 0
}

/** Everything written so far to the file system that holds `path` is on disk when this returns. */
export function syncFileSystem(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    if (libc().syncfs(descriptor) !== 0) throw new Error(`${path} could not be written to disk`)
  } finally {
    closeSync(descriptor)
  }
}

/** Gives up root for good. The kernel forgets a parent-death signal here: ask for it afterwards. */
export function becomeUser(uid: number, gid: number): void {
  const c = libc()
  if (c.setgroups(0n, null) !== 0 || c.setgid(gid) !== 0 || c.setuid(uid) !== 0) {
    throw new Error(`root may not become user ${uid} here; CAP_SETUID and CAP_SETGID are missing`)
  }
}

/** Has the kernel send `signal` to this process when its parent dies. Survives execve. */
export function signalOnParentDeath(signal: number): void {
  if (libc().prctl(PR_SET_PDEATHSIG, BigInt(signal), 0n, 0n, 0n) !== 0) {
    throw new Error('prctl(PR_SET_PDEATHSIG) failed')
  }
}

/** Asked of the kernel each time, unlike `process.ppid`, which may be a memory. */
export function parentPid(): number {
  return libc().getppid()
}

export type User = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * Asked of libc, as Postgres does for peer authentication: wherever the system keeps its users.
 * `os.userInfo` believes the environment.
 */
export function userOf(who: number | string): User | undefined {
  const found =
    typeof who === 'number' ? libc().getpwuid(who) : libc().getpwnam(ptr(Buffer.from(`${who}\0`)))
  return found === null ? undefined : readUser(found)
}

/** A `struct passwd`: name, password, uid, gid, … */
function readUser(at: Pointer | bigint): User | undefined {
  const name = read.ptr(at, 0)
  if (!isPointer(name)) return undefined
  return { name: String(new CString(name)), uid: read.u32(at, 16), gid: read.u32(at, 20) }
}

function isPointer(address: number): address is Pointer {
  return address !== 0
}
