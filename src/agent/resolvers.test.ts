import { describe, expect, test } from 'bun:test'
import { hostResolvers } from './resolvers.ts'

function files(texts: Record<string, string>) {
  return (path: string) => texts[path] ?? ''
}

describe('hostResolvers', () => {
  test('are those of resolv.conf, IPv4, each once', () => {
    const read = files({
      '/etc/resolv.conf':
        '# made by hand\nnameserver 10.0.0.2\nnameserver 10.0.0.2\nnameserver fd00::53\nsearch lan\n',
    })
    expect(hostResolvers(read)).toEqual(['10.0.0.2'])
  })

  test('are the real ones behind the stub of systemd-resolved', () => {
    const read = files({
      '/etc/resolv.conf': 'nameserver 127.0.0.53\noptions edns0\n',
      '/run/systemd/resolve/resolv.conf': 'nameserver 192.168.1.1\nnameserver 9.9.9.9\n',
    })
    expect(hostResolvers(read)).toEqual(['192.168.1.1', '9.9.9.9'])
  })

  test('need no rule on a loopback address: Docker asks those from the host', () => {
    expect(hostResolvers(files({ '/etc/resolv.conf': 'nameserver 127.0.0.1\n' }))).toEqual([])
  })

  test('are those of Docker Engine where it has its own', () => {
    const read = files({
      '/etc/docker/daemon.json': '{"live-restore": true, "dns": ["10.1.1.1"]}',
      '/etc/resolv.conf': 'nameserver 10.0.0.2\n',
    })
    expect(hostResolvers(read)).toEqual(['10.1.1.1'])
  })
})
