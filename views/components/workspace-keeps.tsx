import { PROFILE_KINDS } from '../../src/domain/profile.ts'
import { useTexts } from '../context.tsx'
import type { FormState } from '../form.ts'
import type { WorkspaceField } from '../workspace-form.tsx'
import { TextField } from './field.tsx'
import { SegmentField } from './segment-field.tsx'

/** What stays of a workspace's sessions, and how many are ready before anybody comes. */
export function WorkspaceKeeps(props: { form: FormState<WorkspaceField> }) {
  const { profiles: texts } = useTexts()
  const { form } = props
  const names = { off: texts.kindOff, volume: texts.kindVolume, path: texts.kindPath }
  return (
    <section class="card of-container">
      <header>
        <h2>{texts.whatStays}</h2>
      </header>
      <div class="body stack profile-kinds">
        <SegmentField
          form={form}
          name="profile"
          label={texts.kind}
          help={texts.kindHelp}
          choices={PROFILE_KINDS.map((kind) => ({ value: kind, label: names[kind] }))}
        />
        <div class="of-path">
          <TextField
            form={form}
            name="profilePath"
            label={texts.path}
            help={texts.pathHelp}
            placeholder={texts.pathExample}
            mono
          />
        </div>
        <div class="pair of-profile">
          <TextField
            form={form}
            name="profileQuota"
            label={texts.quota}
            help={texts.quotaHelp}
            placeholder={texts.quotaExample}
          />
          <TextField
            form={form}
            name="profileSnapshots"
            label={texts.keep}
            help={texts.keepHelp}
            inputmode="numeric"
          />
        </div>
        <div class="pair">
          <TextField
            form={form}
            name="poolSize"
            label={texts.pool}
            help={texts.poolHelp}
            inputmode="numeric"
          />
        </div>
      </div>
    </section>
  )
}
