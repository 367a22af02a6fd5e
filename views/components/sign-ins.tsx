import type { BrowserName } from '../../src/domain/user-agent.ts'
import { useTexts, useUrl } from '../context.tsx'
import { Badge } from './badge.tsx'
import { Time } from './time.tsx'

export interface SignIn {
  readonly id: string
  /** Undefined where it is no browser that we know. */
  readonly browser: BrowserName | undefined
  readonly address: string
  readonly since: Date
  readonly lastSeen: Date
  /** The one that asks for this page. */
  readonly own: boolean
}

/** Where a person is signed in, and the ways to end it elsewhere. */
export function SignIns(props: { signIns: readonly SignIn[] }) {
  const { profile } = useTexts()
  const url = useUrl()
  const others = props.signIns.some(({ own }) => !own)
  return (
    <section class="card" aria-labelledby="sign-ins-title" id="sign-ins">
      <header>
        <h2 id="sign-ins-title">{profile.signIns}</h2>
      </header>
      <p class="body muted">{profile.signInsBody}</p>
      <table class="table fold">
        <caption class="sr">{profile.signInsCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{profile.browser}</th>
            <th scope="col">{profile.address}</th>
            <th scope="col">{profile.since}</th>
            <th scope="col">{profile.lastSeen}</th>
            <th scope="col">
              <span class="sr">{profile.signOut}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.signIns.map((one) => (
            <Row key={one.id} {...one} />
          ))}
        </tbody>
      </table>
      {others && (
        <footer>
          <form method="post" action={url('/profile/sign-ins/end-others')}>
            <button class="btn" type="submit">
              {profile.signOutOthers}
            </button>
          </form>
        </footer>
      )}
    </section>
  )
}

function Row(one: SignIn) {
  const { profile } = useTexts()
  const url = useUrl()
  const name = one.browser
    ? profile.browserOn(one.browser.browser, one.browser.system)
    : profile.browserUnknown
  return (
    <tr>
      <th scope="row">
        <span class="name">{name}</span>
      </th>
      <td class="full mono" data-label={profile.address}>
        {one.address}
      </td>
      <td class="full" data-label={profile.since}>
        <Time at={one.since} />
      </td>
      <td class="full" data-label={profile.lastSeen}>
        <Time at={one.lastSeen} />
      </td>
      <td class="acts">
        {one.own ? (
          <Badge tone="ok">{profile.thisOne}</Badge>
        ) : (
          <form method="post" action={url(`/profile/sign-ins/${one.id}/end`)}>
            <button class="btn sm" type="submit" aria-label={profile.signOutOf(name)}>
              {profile.signOut}
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}
