import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../../errors.ts'
import type { Account } from './account.ts'

/** Puts the usual reasons, where one is found, before what the program itself said. */
export function startError(
  said: string,
  data: string,
  program: string,
  account: Account,
): StartError {
  const reason = noExec(program) ?? closedFolder(program, account) ?? foreignData(data, account)
  return new StartError(reason ? `${reason} (${said})` : `The database does not start: ${said}`)
}

function noExec(program: string): string | undefined {
  const mount = mountOf(program, readFileSync('/proc/self/mountinfo', 'utf8'))
  if (!mount?.options.includes('noexec')) return undefined
  return `The database cannot run: ${mount.point} is mounted noexec. Remount it without, or choose another --data-dir`
}

/** By the mode bits alone; it only explains a failure that has happened. */
function closedFolder(program: string, account: Account): string | undefined {
  const closed = parentsOf(program).find(
    (folder) => existsSync(folder) && !mayEnter(folder, account),
  )
  if (!closed) return undefined
  return `The database runs as user ${account.name}, who may not enter ${closed}. Allow it (chmod o+x ${closed}), or choose another --data-dir`
}

function foreignData(data: string, account: Account): string | undefined {
  if (!existsSync(data) || statSync(data).uid === account.uid) return undefined
  return `The database in ${data} belongs to another user than ${account.name}. Start as that user or as root, or change it: chown -R ${account.name} ${data}`
}

function parentsOf(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...parentsOf(parent), parent]
}

function mayEnter(folder: string, { uid, gid }: Account): boolean {
  const stat = statSync(folder)
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0
  if (stat.gid === gid) return (stat.mode & 0o010) !== 0
  return (stat.mode & 0o001) !== 0
}

type Mount = { readonly point: string; readonly options: readonly string[] }

/** The mount with the longest path above `path`; of two on one path the later lies on top. */
export function mountOf(path: string, mountinfo: string): Mount | undefined {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, , , , point = '', options = '']) => ({ point, options: options.split(',') }))
    .filter(({ point }) => point === '/' || (point !== '' && `${path}/`.startsWith(`${point}/`)))
    .reduce<Mount | undefined>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      undefined,
    )
}
