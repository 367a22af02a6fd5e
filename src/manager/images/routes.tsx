import { Elysia } from 'elysia'
import { ImageList, ImagesPage } from '../../../views/images-admin.tsx'
import { listImages, retryImage } from '../../db/agents.ts'
import type { Db } from '../../db/client.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

/** Which images there are on which agent, for admins. */
export function imageRoutes({ db, access }: Deps) {
  return new Elysia({ name: 'images', prefix: '/admin/images' })
    .use(access)
    .get(
      '/',
      async ({ viewer, answer }) => {
        const found = await listImages(db, viewer)
        const images = found.map(({ reference, usedBy, agents }) => ({
          reference,
          usedBy,
          agents: agents.map(({ image, agent }) => ({
            id: image.agentId,
            agent,
            state: image.state,
            percent: image.percent,
            message: image.message,
            size: image.size,
          })),
        }))
        return answer.pageOrPiece(<ImagesPage images={images} />, <ImageList images={images} />)
      },
      { admin: true },
    )
    .post(
      '/retry',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        await retryImage(db, viewer, idIn({ id: form.text('agent') }), form.text('reference'))
        return answer.redirect('/admin/images')
      },
      { admin: true },
    )
}
