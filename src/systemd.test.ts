import { dlopen, ptr } from 'bun:ffi'
import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notify } from './systemd.ts'

/** What systemd does: a datagram socket at `path`, `@` for an abstract one. */
function serviceManager(path: string) {
  const { symbols: libc } = dlopen('libc.so.6', {
    socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
    recv: { args: ['i32', 'ptr', 'u64', 'i32'], returns: 'i64' },
    close: { args: ['i32'], returns: 'i32' },
  })
  const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`)
  const address = Buffer.concat([Buffer.from([1, 0]), name])
  const socket = libc.socket(1, 2, 0)
  expect(libc.bind(socket, ptr(address), address.length)).toBe(0)
  return {
    /** Does not wait: a datagram is there when its sender has returned. */
    received(): string {
      const buffer = Buffer.alloc(100)
      const dontWait = 0x40
      const length = Number(libc.recv(socket, ptr(buffer), 100n, dontWait))
      return buffer.toString('utf8', 0, Math.max(0, length))
    },
    [Symbol.dispose]: () => void libc.close(socket),
  }
}

test('systemd hears our state on a socket file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'casement-notify-'))
  using manager = serviceManager(join(dir, 'notify'))
  expect(notify('READY=1', join(dir, 'notify'))).toBe(true)
  expect(manager.received()).toBe('READY=1')
  rmSync(dir, { recursive: true })
})

test('systemd hears our state on an abstract socket', () => {
  const path = `@casement-notify-${process.pid}`
  using manager = serviceManager(path)
  expect(notify('STOPPING=1', path)).toBe(true)
  expect(manager.received()).toBe('STOPPING=1')
})

test('without systemd nobody is told, and a socket that is gone stops nothing', () => {
  expect(notify('READY=1', undefined)).toBe(false)
  expect(notify('READY=1', '/nonexistent/notify')).toBe(false)
})
