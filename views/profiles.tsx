import { PortalLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { type KeptProfile, ProfileList } from './components/profile-list.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface ProfilesPageProps {
  readonly profiles: readonly KeptProfile[]
  /** The person asked for a change just now. */
  readonly asked?: boolean
}

/** GET /profiles */
export function ProfilesPage(props: ProfilesPageProps) {
  const { profiles: texts } = useTexts()
  return (
    <PortalLayout title={texts.title}>
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <p>{texts.intro}</p>
        </div>
      </header>
      {props.asked && <Notice tone="ok" role="status" title={texts.asked} />}
      <OwnProfiles profiles={props.profiles} />
    </PortalLayout>
  )
}

/** Also what the page asks for while a host works on one of them. */
export function OwnProfiles(props: { profiles: readonly KeptProfile[] }) {
  const url = useUrl()
  const moving = props.profiles.some(({ work }) => work !== undefined)
  const polls = {
    'hx-get': url('/profiles'),
    'hx-trigger': 'every 2s',
    'hx-target': 'this',
    'hx-swap': 'outerMorph',
  }
  return (
    <div id="profiles" {...(moving ? polls : {})}>
      <ProfileList profiles={props.profiles} base="/profiles" />
    </div>
  )
}
