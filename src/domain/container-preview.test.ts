import { describe, expect, test } from 'bun:test'
import { containerBody } from './container-body.ts'
import { containerPreview, type PreviewedWish } from './container-preview.ts'
import { containerSettings, ownRun, personalPart } from './container-settings.ts'

const ada = { userId: '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22', username: 'ada' }
const wish: PreviewedWish = {
  image: 'casement/base',
  cores: 1,
  memory: 1024 ** 3,
  profile: 'off',
  profilePath: '',
  sharedMemory: 64 * 1024 ** 2,
  environment: { A: 'field', B: 'field' },
  runConfig: '',
  execConfig: '',
  volumes: [{ source: '/srv/{username}', target: '/data', readOnly: true }],
  devices: ['/dev/dri'],
  network: '',
}

function by(changes: Partial<PreviewedWish>, path: string) {
  return containerPreview({ ...wish, ...changes }).find((setting) => setting.path === path)
}

describe('the preview', () => {
  test('names who set what; the run config wins over a field, the platform over both', () => {
    const runConfig = JSON.stringify({
      environment: { B: 'config' },
      shm_size: '1g',
      network: 'lan',
    })
    expect(by({}, 'Config.Env.B')).toEqual({ path: 'Config.Env.B', value: 'field', by: 'field' })
    expect(by({ runConfig }, 'Config.Env.B')).toMatchObject({ value: 'config', by: 'config' })
    expect(by({ runConfig }, 'Config.Env.A')).toMatchObject({ value: 'field', by: 'field' })
    expect(by({ runConfig }, 'HostConfig.ShmSize')).toMatchObject({
      value: 1024 ** 3,
      by: 'config',
    })
    expect(by({}, 'HostConfig.NetworkMode')).toMatchObject({
      value: 'casement-sessions',
      by: 'default',
    })
    expect(by({ network: 'isolated' }, 'HostConfig.NetworkMode')).toMatchObject({
      value: 'casement-sessions-isolated',
      by: 'field',
    })
    expect(by({ network: 'isolated', runConfig }, 'HostConfig.NetworkMode')).toMatchObject({
      value: 'lan',
      by: 'config',
    })
    expect(by({}, 'HostConfig.Mounts./data')?.by).toBe('field')
    expect(by({}, 'Config.User')).toEqual({ path: 'Config.User', value: undefined, by: 'image' })
    expect(by({}, 'HostConfig.PidsLimit')).toMatchObject({ value: 2048, by: 'platform' })
    expect(by({}, 'Config.Env.VNC_PW')).toMatchObject({ value: undefined, by: 'platform' })
  })

  test('shows everything that the body for Docker has', () => {
    const all = JSON.stringify({
      hostname: 'h',
      user: '1001',
      command: 'a b',
      dns: ['9.9.9.9'],
      dns_search: ['example.org'],
      dns_opt: ['ndots:2'],
      extra_hosts: { wiki: '10.1.2.3' },
      tmpfs: { '/scratch': '' },
      ulimits: [{ Name: 'core', Soft: 0 }],
      sysctls: { 'net.core.somaxconn': 10 },
      labels: { team: 'blue' },
      cap_add: ['KILL'],
    })
    const settings = containerSettings({ ...wish, runConfig: all })
    const spec = { ...wish, ...settings, run: settings.run ?? {}, password: 'p', hostname: 'x' }
    const {
      HostConfig,
      name: _,
      Env: __,
      Labels: ___,
      ...body
    } = containerBody(
      { ...spec, profile: undefined },
      {
        name: 'n',
        labels: {},
        network: 'casement-sessions',
        isolated: '',
        hostCores: 8,
        imageUser: '1000',
        imageHome: '/home/user',
      },
    )
    const paths = containerPreview({ ...wish, runConfig: all }).map(({ path }) => path)
    for (const name of Object.keys(HostConfig)) {
      expect(paths.some((path) => path.startsWith(`HostConfig.${name}`))).toBe(true)
    }
    for (const name of Object.keys(body)) expect(paths).toContain(`Config.${name}`)
    for (const variable of ['A', 'B']) expect(paths).toContain(`Config.Env.${variable}`)
    expect(paths).toContain('Config.Labels.team')
  })
})

describe('the settings of a container', () => {
  test('say what is somebody’s own, which no ready session can have', () => {
    expect(personalPart(containerSettings(wish))).toEqual({
      kind: 'volume',
      name: '/srv/{username}',
    })
    const bare = { ...wish, volumes: [], devices: [], environment: { A: '{user_id}' } }
    expect(personalPart(containerSettings(bare))).toEqual({ kind: 'environment', name: 'A' })
    const execConfig = '{"first_launch":{"cmd":"a","environment":{"A":"{username}"}}}'
    expect(personalPart(containerSettings({ ...bare, environment: {}, execConfig }))).toEqual({
      kind: 'start',
    })
    const plain = containerSettings({ ...bare, environment: {} })
    expect(personalPart(plain)).toBeUndefined()
    expect(plain).toMatchObject({ run: null, exec: null })
  })

  test('fill in the person; a name that is no plain word never makes a path', () => {
    const { run } = containerSettings(wish)
    expect(ownRun(run, ada)?.volumes?.[0]?.place).toEqual({ path: '/srv/ada' })
    const odd = { ...ada, username: '../etc' }
    expect(ownRun(run, odd)?.volumes?.[0]?.place).toEqual({ path: `/srv/${ada.userId}` })
  })

  test('take one thing for a place: the later one, which is the run config’s', () => {
    const runConfig = '{"volumes":["media:/data:ro"],"devices":["/dev/dri:/dev/dri:r"]}'
    expect(containerSettings({ ...wish, runConfig }).run).toEqual({
      devices: [{ host: '/dev/dri', inside: '/dev/dri', rights: 'r' }],
      volumes: [
        {
          place: { volume: 'casement-shared-media' },
          target: '/data',
          readOnly: true,
          own: false,
        },
      ],
    })
  })
})
