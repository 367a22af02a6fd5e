import { describe, expect, test } from 'bun:test'
import { parseRunConfig, RUN_KEYS } from './run-config.ts'

/** A value of each key that is taken, and what becomes of it. */
const TAKEN: Readonly<Record<string, readonly [unknown, object]>> = {
  hostname: ['studio-1', { hostname: 'studio-1' }],
  environment: [['A=1', 'B=x=y'], { environment: { A: '1', B: 'x=y' } }],
  shm_size: ['512m', { sharedMemory: 512 * 1024 ** 2 }],
  user: ['1000:1000', { user: '1000:1000' }],
  entrypoint: ['/bin/sh -c', { entrypoint: ['/bin/sh', '-c'] }],
  command: [['sleep', '1'], { command: ['sleep', '1'] }],
  working_dir: ['/home/user', { workingDir: '/home/user' }],
  dns: [['9.9.9.9'], { dns: ['9.9.9.9'] }],
  dns_search: [['example.org'], { dnsSearch: ['example.org'] }],
  dns_opt: [['ndots:2'], { dnsOptions: ['ndots:2'] }],
  extra_hosts: [{ wiki: '10.1.2.3' }, { extraHosts: ['wiki:10.1.2.3'] }],
  tmpfs: [{ '/scratch': 'size=64m,noexec' }, { tmpfs: { '/scratch': 'size=64m,noexec' } }],
  ulimits: [
    [{ Name: 'nofile', Soft: 1024, Hard: 4096 }],
    { ulimits: [{ name: 'nofile', soft: 1024, hard: 4096 }] },
  ],
  sysctls: [
    { 'net.ipv4.ip_unprivileged_port_start': 0 },
    { sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } },
  ],
  labels: [{ 'org.example.team': 'blue' }, { labels: { 'org.example.team': 'blue' } }],
  cap_add: [['CAP_KILL'], { capabilities: ['CAP_KILL'] }],
  devices: [
    ['/dev/dri', '/dev/snd:/dev/snd:rw'],
    {
      devices: [
        { host: '/dev/dri', inside: '/dev/dri', rights: 'rwm' },
        { host: '/dev/snd', inside: '/dev/snd', rights: 'rw' },
      ],
    },
  ],
  volumes: [
    { '/srv/{username}': { bind: '/data', mode: 'ro' }, media: { bind: '/media' } },
    {
      volumes: [
        { place: { path: '/srv/{username}' }, target: '/data', readOnly: true, own: true },
        {
          place: { volume: 'casement-shared-media' },
          target: '/media',
          readOnly: false,
          own: false,
        },
      ],
    },
  ],
  network: ['lan', { network: 'lan' }],
}

describe('a run config', () => {
  test('has an example here for each key that it may have', () => {
    expect(Object.keys(TAKEN).sort()).toEqual([...RUN_KEYS].sort())
  })

  test.each(Object.entries(TAKEN))('may have %s', (key, [value, parts]) => {
    expect(parseRunConfig({ [key]: value })).toEqual({ parts, problems: [] })
  })

  test.each(['privileged', 'pid_mode', 'ipc_mode', 'network_mode', 'security_opt', 'group_add'])(
    'has no %s: it would lead out of the session',
    (key) => {
      expect(parseRunConfig({ [key]: true })?.problems).toEqual([{ kind: 'power', key }])
    },
  )

  test('says which keys the platform or a field sets, and what an unknown one may have meant', () => {
    const config = { ports: {}, mem_limit: '1g', shm_sise: '1g', hostname: 'kept' }
    expect(parseRunConfig(config)).toEqual({
      parts: { hostname: 'kept' },
      problems: [
        { kind: 'platform', key: 'ports' },
        { kind: 'field', key: 'mem_limit' },
        { kind: 'unknown', key: 'shm_sise', like: 'shm_size' },
      ],
    })
  })

  test.each([
    ['user', 'root'],
    ['user', '0'],
    ['user', '1000:0'],
    ['user', 0],
    ['hostname', 'a b'],
    ['environment', { LD_PRELOAD: '/x' }],
    ['environment', { VNC_PW: 'x' }],
    ['environment', { A: 'a\nb' }],
    ['environment', { A: { b: 1 } }],
    ['dns', ['127.0.0.1']],
    ['dns', ['169.254.169.254']],
    ['extra_hosts', { wiki: 'host-gateway' }],
    ['tmpfs', { '/proc': '' }],
    ['tmpfs', { '/x': 'size=1m,dev' }],
    ['tmpfs', { '/a/../..': '' }],
    ['sysctls', { 'kernel.core_pattern': '|/x' }],
    ['sysctls', { 'net.ipv4.ip_forward': 1 }],
    ['ulimits', [{ Name: 'rtprio', Soft: 99 }]],
    ['labels', { 'casement.session': 'x' }],
    ['labels', { 'com.docker.compose.project': 'x' }],
    ['cap_add', ['SYS_ADMIN']],
    ['cap_add', ['NET_RAW']],
    ['devices', ['/dev/sda']],
    ['devices', ['/dev/dri:/dev/mem']],
    ['devices', ['/dev/input/event0']],
    ['devices', ['/dev/dri/../sda']],
    ['volumes', { '/var/run/../run/docker.sock': { bind: '/x' } }],
    ['volumes', { '/srv/{email}': { bind: '/x' } }],
    ['volumes', { '/srv/a': { bind: '/proc/x' } }],
    ['volumes', ['/srv/a:/a:rshared']],
    ['network', 'host'],
    ['network', 'container:other'],
    ['entrypoint', 'say "open'],
    ['entrypoint', []],
    ['shm_size', '1 furlong'],
    ['shm_size', -1],
    ['working_dir', 'relative'],
  ])('refuses %s %p', (key, value) => {
    expect(parseRunConfig({ [key]: value })?.problems).toMatchObject([{ kind: 'value', key }])
    expect(parseRunConfig({ [key]: value })?.parts).toEqual({})
  })

  test.each([[null], [[]], ['x'], [1], [undefined]])('is an object, not %p', (value) => {
    expect(parseRunConfig(value)).toBeUndefined()
  })

  test('reaches nothing by the names of objects themselves', () => {
    const read = parseRunConfig(JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":2}'))
    expect(read?.problems.map(({ key }) => key)).toEqual(['__proto__', 'constructor', 'toString'])
  })
})
