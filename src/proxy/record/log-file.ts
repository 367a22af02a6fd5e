import {
  closeSync,
  constants,
  fchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../../config.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { unprivilegedUser } from '../workers/privileges.ts'
import type { AccessLogOrder } from './access-log.ts'

const log = logger('proxy')

/** How often its size is looked at, and whether it is still there. */
const EVERY_MS = 5000
const KEPT = 4

type LogConfig = Pick<
  Config,
  'accessLog' | 'accessLogFile' | 'accessLogFormat' | 'accessLogMegabytes' | 'dataDir'
>

/** What workers are told of the access log; undefined where there is to be none. */
export function accessLogOrder(config: LogConfig): AccessLogOrder | undefined {
  const { accessLog: mode, accessLogFile, accessLogFormat: format, dataDir } = config
  if (mode === 'off') return undefined
  return { mode, file: accessLogFile || join(dataDir, 'logs/access.log'), format }
}

/**
 * Sees to it that the file is there and that workers, who are ordinary users, may write it; begins a new one
 * when it is large, or was moved away and SIGUSR1 says so. Workers notice by themselves.
 */
export function keepLogFile({ file }: AccessLogOrder, megabytes: number): Disposable {
  const nothing = { [Symbol.dispose]() {} }
  if (file === '-') return nothing
  const look = () => {
    try {
      if (megabytes > 0) rotate(file, megabytes * 1_000_000)
      create(file)
    } catch (error) {
      log.warn('The access log cannot be kept', { file, cause: messageOf(error) })
    }
  }
  look()
  const timer = setInterval(look, EVERY_MS)
  process.on('SIGUSR1', look)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      process.off('SIGUSR1', look)
    },
  }
}

/** Never through a link that somebody has put in its place. */
function create(file: string) {
  if (statSync(file, { throwIfNoEntry: false })) return
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640)
  const user = unprivilegedUser()
  if (user) fchownSync(fd, user.uid, user.gid)
  closeSync(fd)
}

/** `access.log` becomes `access.log.1`, that `access.log.2`, and so on; the oldest goes. */
export function rotate(file: string, limit: number): boolean {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= limit) return false
  rmSync(`${file}.${KEPT}`, { force: true })
  for (let age = KEPT - 1; age > 0; age--) move(`${file}.${age}`, `${file}.${age + 1}`)
  move(file, `${file}.1`)
  return true
}

function move(from: string, to: string) {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
