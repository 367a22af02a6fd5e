import type { ProfileWork } from '../../src/domain/profile.ts'
import { useTexts, useUrl } from '../context.tsx'
import { formatMemory } from '../format.ts'
import { Badge } from './badge.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Icon, iconOr } from './icon.tsx'
import { Empty, Notice } from './notice.tsx'
import { ProfileSnapshots, type SnapshotProps } from './profile-snapshots.tsx'
import { Time } from './time.tsx'

export interface KeptProfile {
  readonly id: string
  readonly workspace: string
  readonly icon: string
  readonly tint: number
  /** Shown to admins: whose it is. */
  readonly user?: string | undefined
  /** Bytes on disk. */
  readonly size: number
  /** Bytes; 0 = none. */
  readonly quota: number
  readonly full?: 'near' | 'over' | undefined
  readonly lastUsedAt?: Date | undefined
  /** The session that holds it. */
  readonly heldBy?: string | undefined
  readonly work?: ProfileWork | undefined
  readonly trouble?: string | undefined
  readonly agent?: string | undefined
  readonly snapshots: readonly SnapshotProps[]
}

/** Where the buttons of profiles lead: a person's own pages, or an admin's. */
export type ProfileBase = '/profiles' | '/admin/profiles'

/** Profiles, each with its size, its snapshots, and what can be done. */
export function ProfileList(props: { profiles: readonly KeptProfile[]; base: ProfileBase }) {
  const { profiles: texts } = useTexts()
  if (props.profiles.length === 0) {
    return (
      <div class="card">
        <Empty title={texts.emptyTitle}>
          <p>{texts.emptyBody}</p>
        </Empty>
      </div>
    )
  }
  return (
    <div class="stack">
      {props.profiles.map((profile) => (
        <ProfileCard key={profile.id} profile={profile} base={props.base} />
      ))}
    </div>
  )
}

function ProfileCard({ profile, base }: { profile: KeptProfile; base: ProfileBase }) {
  const texts = useTexts()
  const { profiles: words } = texts
  const url = useUrl()
  const name = profile.user ?? profile.workspace
  const busy = profile.heldBy !== undefined || profile.work !== undefined
  const size = formatMemory(texts, profile.size)
  return (
    <section class="card" id={`profile-${profile.id}`} aria-labelledby={`${profile.id}-name`}>
      <header>
        <span class="glyph" data-tint={profile.tint}>
          <Icon name={iconOr(profile.icon)} />
        </span>
        <h2 id={`${profile.id}-name`}>{name}</h2>
        <span class="push">
          <ProfileState profile={profile} />
        </span>
      </header>
      <div class="body stack">
        <p class="num">
          {profile.quota > 0 ? words.sizeOf(size, formatMemory(texts, profile.quota)) : size}
          {profile.lastUsedAt && (
            <span class="sub">
              {words.lastUsed} <Time at={profile.lastUsedAt} />
              {profile.agent !== undefined && ` ${words.onHost(profile.agent)}`}
            </span>
          )}
        </p>
        {profile.full !== undefined && (
          <Notice tone="warn" title={words.nearlyFull}>
            {profile.full === 'over' ? words.over : words.near}
          </Notice>
        )}
        {profile.trouble !== undefined && (
          <Notice tone="bad" title={words.troubleTitle}>
            {profile.trouble}
          </Notice>
        )}
        {profile.heldBy !== undefined && base === '/profiles' && (
          <p class="muted">
            {words.heldNote} <a href={url(`/sessions/${profile.heldBy}`)}>{words.openSession}</a>
          </p>
        )}
      </div>
      <ProfileSnapshots profile={profile} base={base} busy={busy} />
      {!busy && (
        <footer>
          <button class="btn sm" type="button" data-dialog={`reset-${profile.id}`}>
            {words.reset}
          </button>
          <ConfirmDialog
            id={`reset-${profile.id}`}
            title={words.resetTitle(name)}
            verb={words.reset}
            action={`${base}/${profile.id}/reset`}
          >
            {words.resetBody(size, profile.snapshots.length)}
          </ConfirmDialog>
          {base === '/admin/profiles' && (
            <DeleteProfile profile={profile} name={name} size={size} />
          )}
        </footer>
      )}
    </section>
  )
}

function DeleteProfile(props: { profile: KeptProfile; name: string; size: string }) {
  const { profiles: words } = useTexts()
  const { id, snapshots } = props.profile
  return (
    <>
      <button class="btn quiet sm push" type="button" data-dialog={`delete-${id}`}>
        {words.delete}
      </button>
      <ConfirmDialog
        id={`delete-${id}`}
        title={words.deleteTitle(props.name)}
        verb={words.delete}
        action={`/admin/profiles/${id}/delete`}
      >
        {words.deleteBody(props.size, snapshots.length)}
      </ConfirmDialog>
    </>
  )
}

function ProfileState({ profile }: { profile: KeptProfile }) {
  const { profiles: words } = useTexts()
  if (profile.work) return <Badge tone="info">{words.works[profile.work]}</Badge>
  if (profile.heldBy) return <Badge tone="ok">{words.inUseNow}</Badge>
  return <Badge tone="off">{words.atRest}</Badge>
}

/** What else goes with their person or their workspace; in the question that is asked before. */
export function ProfilesGone(props: { profiles: readonly KeptProfile[] }) {
  const texts = useTexts()
  const size = props.profiles.reduce((sum, one) => sum + one.size, 0)
  return <>{texts.profiles.goneWith(props.profiles.length, formatMemory(texts, size))}</>
}
