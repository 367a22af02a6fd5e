import { PROFILE_KINDS } from '../../src/domain/profile.ts'
import { useTexts } from '../context.tsx'
import { type FormState, textOf } from '../form.ts'
import type { WorkspaceField } from '../workspace-form.tsx'
import { TextField } from './field.tsx'
import { Icon } from './icon.tsx'

/** What stays of a workspace's sessions, and how many are ready before anybody comes. */
export function WorkspaceKeeps(props: { form: FormState<WorkspaceField> }) {
  const { profiles: texts } = useTexts()
  const { form } = props
  return (
    <section class="card of-container">
      <header>
        <h2>{texts.whatStays}</h2>
      </header>
      <div class="body stack profile-kinds">
        <ProfileChoice form={form} />
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

function ProfileChoice(props: { form: FormState<WorkspaceField> }) {
  const { profiles: texts } = useTexts()
  const chosen = textOf(props.form, 'profile') || 'off'
  const error: string | undefined = props.form.errors.profile
  const names = { off: texts.kindOff, volume: texts.kindVolume, path: texts.kindPath }
  return (
    <fieldset class="field" id="field-profile" aria-describedby="field-profile-help">
      <legend class="label">{texts.kind}</legend>
      <div class="segment">
        {PROFILE_KINDS.map((kind) => (
          <label key={kind}>
            <input type="radio" name="profile" value={kind} checked={kind === chosen} />
            {names[kind]}
          </label>
        ))}
      </div>
      <p class="help" id="field-profile-help">
        {texts.kindHelp}
      </p>
      {error !== undefined && (
        <p class="error">
          <Icon name="circle-alert" />
          {error}
        </p>
      )}
    </fieldset>
  )
}
