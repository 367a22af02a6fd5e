import { describe, expect, test } from 'bun:test'
import { type ContainerSpec, containerBody } from './container-body.ts'

const spec: ContainerSpec = {
  image: 'casement/desktop',
  cores: 1.5,
  memory: 2 * 1024 ** 3,
  sharedMemory: 512 * 1024 ** 2,
  environment: { LANG: 'de_DE.UTF-8', VNC_PW: 'chosen by the workspace' },
  password: 'abcdefgh',
  hostname: 'desktop',
}
const owner = {
  name: 'casement-0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22',
  labels: { 'casement.generation': '3' },
  network: 'casement-sessions',
  isolated: 'casement-sessions-isolated',
  hostCores: 4,
  imageUser: '1000:1000',
  imageHome: '/home/user',
}

describe('containerBody', () => {
  test('is all that Docker is told', () => {
    expect(containerBody(spec, owner)).toEqual({
      name: 'casement-0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22',
      Image: 'casement/desktop',
      Hostname: 'desktop',
      User: '1000:1000',
      Env: ['LANG=de_DE.UTF-8', 'VNC_PW=abcdefgh'],
      Labels: { 'casement.generation': '3' },
      HostConfig: {
        NetworkMode: 'casement-sessions',
        NanoCpus: 1_500_000_000,
        Memory: 2_147_483_648,
        MemorySwap: 2_147_483_648,
        ShmSize: 536_870_912,
        PidsLimit: 2048,
        OomScoreAdj: 500,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Privileged: false,
        Init: false,
        RestartPolicy: { Name: 'no' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
      },
    })
  })

  test('asks for no more cores than the host has', () => {
    const { HostConfig } = containerBody({ ...spec, cores: 16 }, owner)
    expect(HostConfig?.NanoCpus).toBe(4_000_000_000)
  })

  test.each(['', 'root', '0', '0:0', '00:1000', 'root:users', ':1000'])(
    'does not run as %p of the image',
    (imageUser) => {
      expect(containerBody(spec, { ...owner, imageUser }).User).toBe('1000:1000')
    },
  )

  test.each(['user', '1001', '1001:100', '10'])('runs as %p of the image', (imageUser) => {
    expect(containerBody(spec, { ...owner, imageUser }).User).toBe(imageUser)
  })
})
