import { useTexts } from '../context.tsx'
import { formatMemory } from '../format.ts'
import { ConfirmDialog } from './dialog.tsx'
import type { KeptProfile, ProfileBase } from './profile-list.tsx'
import { Time } from './time.tsx'

export interface SnapshotProps {
  readonly id: string
  /** Bytes of its archive. */
  readonly size: number
  readonly takenAt: Date
}

/** The snapshots of a profile, newest first, each with the way back to it. */
export function ProfileSnapshots(props: {
  profile: KeptProfile
  base: ProfileBase
  /** Nobody can restore now. */
  busy: boolean
}) {
  const texts = useTexts()
  const { profiles: words } = texts
  const { profile, base } = props
  if (profile.snapshots.length === 0) return <p class="body small muted">{words.noSnapshots}</p>
  return (
    <table class="table fold">
      <caption class="sr">{words.snapshotsOf(profile.workspace)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.snapshot}</th>
          <th scope="col">{words.archive}</th>
          <th scope="col">
            <span class="sr">{texts.common.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {profile.snapshots.map((snapshot) => (
          <tr key={snapshot.id}>
            <th scope="row">
              <Time at={snapshot.takenAt} />
            </th>
            <td class="num full" data-label={words.archive}>
              {formatMemory(texts, snapshot.size)}
            </td>
            <td class="acts">
              {!props.busy && (
                <>
                  <button
                    class="btn quiet sm"
                    type="button"
                    data-dialog={`restore-${snapshot.id}`}
                    data-restore
                  >
                    {words.restore}
                  </button>
                  <ConfirmDialog
                    id={`restore-${snapshot.id}`}
                    title={words.restoreTitle(profile.user ?? profile.workspace)}
                    verb={words.restore}
                    action={`${base}/${profile.id}/restore`}
                    fields={{ snapshot: snapshot.id }}
                  >
                    {words.restoreBody(formatMemory(texts, profile.size))}
                  </ConfirmDialog>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
