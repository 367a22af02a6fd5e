import { Elysia } from 'elysia'
import { ContainerPreview } from '../../../views/components/container-preview.tsx'
import { VolumeRows } from '../../../views/components/volume-rows.tsx'
import { pristine } from '../../../views/form.ts'
import type { Db } from '../../db/client.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { containerProps, previewOf } from './container-props.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

/** The page that asks for these pieces as somebody types. */
const FORM = '/admin/workspaces/new'

/** What the form of a workspace asks for while it is filled in: nothing is saved. */
export function containerRoutes({ db, access }: Deps) {
  return new Elysia({ name: 'container-pieces', prefix: '/admin/workspaces' })
    .use(access)
    .post(
      '/preview',
      async ({ request, answer }) => {
        const settings = previewOf(await readForm(request))
        return answer.fragment(<ContainerPreview settings={settings} />, FORM)
      },
      { admin: true },
    )
    .post(
      '/volumes',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        const { roots } = await containerProps(db, viewer, form)
        const rows = pristine({
          volumeSource: [...form.list('volumeSource'), ''],
          volumeTarget: [...form.list('volumeTarget'), ''],
          volumeMode: [...form.list('volumeMode'), 'rw'],
        })
        return answer.fragment(<VolumeRows form={rows} roots={roots} />, FORM)
      },
      { admin: true },
    )
}
