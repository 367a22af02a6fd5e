import type { SessionState } from '../src/domain/session.ts'
import type { Language } from '../src/texts/languages.ts'
import { StateBadge } from './components/badge.tsx'
import { LanguageChoice } from './components/language-choice.tsx'
import { PortalLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { type SignIn, SignIns } from './components/sign-ins.tsx'
import { ThemeSwitch } from './components/theme-switch.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'

export interface ProfilePageProps {
  readonly username: string
  readonly language: Language | undefined
  readonly start: StartProps
  readonly sessions: readonly {
    readonly id: string
    readonly workspace: string
    readonly state: SessionState
  }[]
  readonly signIns: readonly SignIn[]
  /** What has just been done. */
  readonly done?: 'saved' | 'ended' | 'ended-others' | undefined
}

export interface StartProps {
  /** `portal`, `groups` or the id of a workspace. */
  readonly chosen: string
  /** The workspace that their groups open, by name. */
  readonly ofGroups: string | undefined
  readonly choices: readonly { readonly id: string; readonly name: string }[]
}

/** GET /profile */
export function ProfilePage(props: ProfilePageProps) {
  const { viewer, texts } = usePage()
  const { profile } = texts
  const url = useUrl()
  const done = {
    saved: profile.saved,
    ended: profile.signedOutOne,
    'ended-others': profile.signedOutOthers,
  }
  return (
    <PortalLayout title={profile.title}>
      <div class="stack form">
        <header class="head">
          <div>
            <h1>{viewer?.name ?? profile.title}</h1>
            <p>{profile.signedInAs(props.username)}</p>
          </div>
        </header>
        {props.done && <Notice tone="ok" role="status" title={done[props.done]} />}
        <section class="card" aria-labelledby="appearance-title">
          <header>
            <h2 id="appearance-title">{profile.appearance}</h2>
          </header>
          <div class="body stack">
            <LanguageChoice chosen={props.language} />
            <ThemeSwitch />
          </div>
        </section>
        <StartForm {...props.start} />
        <section class="card" aria-labelledby="password-title">
          <header>
            <h2 id="password-title">{profile.password}</h2>
          </header>
          <p class="body muted">{profile.passwordBody}</p>
          <footer>
            <a class="btn" href={url('/password')}>
              {texts.common.changePassword}
            </a>
          </footer>
        </section>
        <Sessions sessions={props.sessions} />
        <SignIns signIns={props.signIns} />
      </div>
    </PortalLayout>
  )
}

function StartForm({ chosen, ofGroups, choices }: StartProps) {
  const { profile } = useTexts()
  const url = useUrl()
  const options = [
    {
      id: 'groups',
      name: ofGroups === undefined ? profile.startGroupsPortal : profile.startGroups(ofGroups),
    },
    { id: 'portal', name: profile.startPortal },
    ...choices,
  ]
  return (
    <form class="card" id="start-form" method="post" action={url('/profile/start')}>
      <header>
        <h2>{profile.start}</h2>
      </header>
      <div class="body">
        <div class="field">
          <label for="start">{profile.startLabel}</label>
          <select class="input" id="start" name="start" aria-describedby="start-help">
            {options.map(({ id, name }) => (
              <option key={id} value={id} selected={id === chosen}>
                {name}
              </option>
            ))}
          </select>
          <p class="help" id="start-help">
            {profile.startHelp}
          </p>
        </div>
      </div>
      <footer>
        <button class="btn" type="submit">
          {profile.save}
        </button>
      </footer>
    </form>
  )
}

function Sessions(props: Pick<ProfilePageProps, 'sessions'>) {
  const { profile } = useTexts()
  const url = useUrl()
  return (
    <section class="card" aria-labelledby="sessions-title">
      <header>
        <h2 id="sessions-title">{profile.sessions}</h2>
      </header>
      {props.sessions.length === 0 ? (
        <p class="body muted">{profile.noSessions}</p>
      ) : (
        <table class="table">
          <caption class="sr">{profile.sessions}</caption>
          <tbody>
            {props.sessions.map(({ id, workspace, state }) => (
              <tr key={id}>
                <th scope="row">
                  <a class="name" href={url(`/sessions/${id}`)}>
                    {workspace}
                  </a>
                </th>
                <td class="end">
                  <StateBadge state={state} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
