import { containerPreview } from '../../src/domain/container-preview.ts'
import type { ContainerProps } from '../components/workspace-container.tsx'

const RUN_CONFIG = `{
  "shm_size": "1g",
  "environment": { "LANG": "nb_NO.UTF-8" },
  "ulimits": [{ "Name": "nofile", "Soft": 8192, "Hard": 8192 }]
}`

const EXEC_CONFIG = `{
  "go": { "cmd": ["blender", "--open-url"] }
}`

/** What the form of a sample workspace holds of its containers. */
export const containerFields = {
  volumeSource: ['/srv/media', '/srv/people/{username}'],
  volumeTarget: ['/home/user/media', '/home/user/own'],
  volumeMode: ['ro', 'rw'],
  devices: '/dev/dri',
  network: '',
  runConfig: RUN_CONFIG,
  execConfig: EXEC_CONFIG,
} as const

export const containerSample: ContainerProps = {
  roots: ['/srv/media', '/srv/people'],
  devices: ['/dev/dri', '/dev/snd'],
  networks: ['studio-lan'],
  settings: containerPreview({
    image: 'casement/blender:4.2',
    cores: 4,
    memory: 8 * 1024 ** 3,
    sharedMemory: 512 * 1024 ** 2,
    environment: { LANG: 'en_GB.UTF-8', EDITOR: 'vim' },
    runConfig: RUN_CONFIG,
    execConfig: EXEC_CONFIG,
    volumes: [
      { source: '/srv/media', target: '/home/user/media', readOnly: true },
      { source: '/srv/people/{username}', target: '/home/user/own', readOnly: false },
    ],
    devices: ['/dev/dri'],
    network: '',
    profile: 'volume',
    profilePath: '',
  }),
}
