import { Elysia } from 'elysia'
import { OwnProfiles, ProfilesPage } from '../../../views/profiles.tsx'
import type { Db } from '../../db/client.ts'
import { deleteProfile, listProfiles, resetProfile, restoreProfile } from '../../db/profiles.ts'
import { type Person, parseId, type Viewer } from '../../domain/access.ts'
import { NotFound } from '../../errors.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { profileProps } from './props.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

/** What workspaces keep for a person: to look at, to reset, to go back to a snapshot. */
export function keptProfileRoutes({ db, access }: Deps) {
  async function own(viewer: Person) {
    const rows = await listProfiles(db, mine(viewer), { userId: viewer.userId })
    return rows.map((row) => profileProps(row))
  }

  return new Elysia({ name: 'kept-profiles' })
    .use(access)
    .get(
      '/profiles',
      async ({ request, query, viewer, answer }) => {
        const profiles = await own(viewer)
        if (wantedBy(request) === 'fragment') {
          return answer.fragment(<OwnProfiles profiles={profiles} />, '/profiles')
        }
        const asked = query.asked !== undefined
        return answer.page(<ProfilesPage profiles={profiles} asked={asked} />)
      },
      { signedIn: true },
    )
    .post(
      '/profiles/:id/reset',
      async ({ params, viewer, answer }) => {
        await resetProfile(db, mine(viewer), idIn(params))
        return answer.redirect('/profiles?asked')
      },
      { signedIn: true },
    )
    .post(
      '/profiles/:id/restore',
      async ({ request, params, viewer, answer }) => {
        await restore(db, mine(viewer), idIn(params), request)
        return answer.redirect('/profiles?asked')
      },
      { signedIn: true },
    )
    .post(
      '/admin/profiles/:id/reset',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        const to = await pageOf(db, viewer, id)
        await resetProfile(db, viewer, id)
        return answer.redirect(to)
      },
      { admin: true },
    )
    .post(
      '/admin/profiles/:id/restore',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const to = await pageOf(db, viewer, id)
        await restore(db, viewer, id, request)
        return answer.redirect(to)
      },
      { admin: true },
    )
    .post(
      '/admin/profiles/:id/delete',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        const to = await pageOf(db, viewer, id)
        await deleteProfile(db, viewer, id)
        return answer.redirect(to)
      },
      { admin: true },
    )
}

/** A person's own page shows what is theirs, also to an admin. */
function mine(viewer: Person): Viewer {
  return { ...viewer, admin: false }
}

async function restore(db: Db, viewer: Viewer, id: string, request: Request) {
  const snapshot = parseId((await readForm(request)).text('snapshot'))
  if (!snapshot) throw new NotFound((t) => t.errors.notFound)
  await restoreProfile(db, viewer, id, snapshot)
}

/** Where an admin finds the profile: the page of whom it belongs to. */
async function pageOf(db: Db, viewer: Viewer, id: string): Promise<string> {
  const [profile] = await listProfiles(db, viewer, { id })
  if (!profile) throw new NotFound((t) => t.errors.notFound)
  return `/admin/users/${profile.userId}?saved`
}
