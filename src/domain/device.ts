import type { Device } from './run-settings.ts'

/** Graphics, sound, cameras, virtual machines, serial adapters; nothing that leads to the host's own disks, keys or networks. */
const KNOWN =
  /^\/dev\/((dri|snd)(\/[\w-]+)?|(video|media)\d+|nvidia[\w-]*(\/[\w-]+)?|kfd|kvm|tty(USB|ACM)\d+)$/

export const DEVICE_EXAMPLES = ['/dev/dri', '/dev/snd', '/dev/video0', '/dev/kvm'] as const

/** Reads `/dev/dri`, `/dev/dri:/dev/dri` or `/dev/snd:/dev/snd:rw`; undefined where it is none that is ever allowed. */
export function parseDevice(typed: string): Device | undefined {
  const [host = '', inside = host, rights = 'rwm', ...rest] = typed.trim().split(':')
  const fits = KNOWN.test(host) && KNOWN.test(inside) && /^(?=.)r?w?m?$/.test(rights)
  return fits && rest.length === 0 ? { host, inside, rights } : undefined
}
