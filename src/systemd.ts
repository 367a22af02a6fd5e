import { dlopen, ptr } from 'bun:ffi'
import { logger } from './log.ts'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const log = logger('systemd')

/**
 * sd_notify(3): tells the service manager our state, `READY=1` or `STOPPING=1`. `socketPath` is its
 * NOTIFY_SOCKET; without one nobody is told. Bun has no datagram sockets of this kind, so libc is
 * called.
 */
export function notify(state: string, socketPath: string | undefined): boolean {
  if (!socketPath) return false
  const { symbols: libc, close } = dlopen('libc.so.6', {
    socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    sendto: { args: ['i32', 'ptr', 'u64', 'i32', 'ptr', 'u32'], returns: 'i64' },
    close: { args: ['i32'], returns: 'i32' },
  })
  const socket = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  try {
    const address = socketAddress(socketPath)
    const message = Buffer.from(state)
    const length = BigInt(message.length)
    const sent = libc.sendto(socket, ptr(message), length, 0, ptr(address), address.length)
    if (BigInt(sent) === length) return true
    log.warn('systemd did not take our state', { state, socket: socketPath })
    return false
  } finally {
    libc.close(socket)
    close()
  }
}

/** A `sockaddr_un`. A leading @ stands for the zero byte of an abstract address, which has no end mark. */
function socketAddress(path: string): Buffer {
  const isAbstract = path.startsWith('@')
  const name = Buffer.from(isAbstract ? `\0${path.slice(1)}` : `${path}\0`)
  const address = Buffer.alloc(2 + name.length)
  address.writeUInt16LE(AF_UNIX, 0)
  name.copy(address, 2)
  return address
}
