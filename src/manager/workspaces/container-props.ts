import type { ContainerProps } from '../../../views/components/workspace-container.tsx'
import type { Db } from '../../db/client.ts'
import { offersOfAgents } from '../../db/offers.ts'
import type { Viewer } from '../../domain/access.ts'
import { containerPreview, type Setting } from '../../domain/container-preview.ts'
import { PROFILE_KINDS } from '../../domain/profile.ts'
import { parseSize } from '../../domain/size.ts'
import type { Form } from '../web/form.ts'
import { parseEnvironment } from './environment.ts'
import { readContained } from './parse-container.ts'

/** What hosts offer for containers, all of them together, and what one of this form would get. */
export async function containerProps(db: Db, viewer: Viewer, form: Form): Promise<ContainerProps> {
  const known = (await offersOfAgents(db, viewer)).filter((one) => one !== undefined)
  const all = (names: readonly string[]) => [...new Set(names)].sort()
  return {
    roots: all(known.flatMap(({ volumeRoots }) => volumeRoots)),
    devices: all(known.flatMap(({ devices }) => devices)),
    networks: all(known.flatMap(({ networks }) => networks)),
    settings: previewOf(form),
  }
}

/** Of what is typed so far: what cannot be read yet is left out, as its field says when it is sent. */
export function previewOf(form: Form): Setting[] {
  const environment = parseEnvironment(form.text('environment'))
  const cores = Number(form.text('cores').trim().replace(',', '.'))
  return containerPreview({
    ...readContained(form, () => {}),
    image: form.text('image').trim(),
    cores: Number.isFinite(cores) ? cores : 0,
    memory: parseSize(form.text('memory')) ?? 0,
    sharedMemory: parseSize(form.text('sharedMemory')) ?? 0,
    environment: typeof environment === 'function' ? {} : environment,
    profile: PROFILE_KINDS.find((kind) => kind === form.text('profile')) ?? 'off',
    profilePath: form.text('profilePath').trim(),
  })
}
