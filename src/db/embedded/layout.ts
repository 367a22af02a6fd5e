import { join } from 'node:path'
import { StartError } from '../../errors.ts'

/** An upgrade of the data to another major is not possible in place; the folder's name carries it. */
const MAJOR = 17
const SOCKET = '.s.PGSQL.5432'
/** Of `sun_path`, less the zero byte. */
const LONGEST_SOCKET_PATH = 107

/** Where everything of one built-in database lies. All but `data` and `socketDir` belongs to us, not to the server. */
export type Layout = {
  readonly dir: string
  readonly data: string
  readonly socketDir: string
  readonly socket: string
  readonly settings: string
  readonly managerLock: string
  readonly serverLock: string
}

export function layoutOf(dir: string): Layout {
  const socketDir = join(dir, 'run')
  const socket = join(socketDir, SOCKET)
  if (Buffer.byteLength(socket) > LONGEST_SOCKET_PATH) {
    throw new StartError(
      `The database's socket would be ${socket}: too long for a socket (${LONGEST_SOCKET_PATH} bytes). Choose a shorter --data-dir`,
    )
  }
  return {
    dir,
    data: join(dir, `data-${MAJOR}`),
    socketDir,
    socket,
    settings: join(dir, 'settings'),
    managerLock: join(dir, 'manager.lock'),
    serverLock: join(dir, 'server.lock'),
  }
}
