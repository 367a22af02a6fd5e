import { useTexts } from '../context.tsx'
import type { FormState } from '../form.ts'
import type { WorkspaceField } from '../workspace-form.tsx'
import { TextField } from './field.tsx'
import { SegmentField } from './segment-field.tsx'

/** What a workspace's image serves: a desktop of ours, or pages of its own. */
export function WorkspaceWeb(props: { form: FormState<WorkspaceField> }) {
  const { web: texts } = useTexts()
  const { form } = props
  return (
    <section class="card of-container">
      <header>
        <h2>{texts.title}</h2>
      </header>
      <div class="body stack">
        <SegmentField
          form={form}
          name="webKind"
          label={texts.kind}
          help={texts.kindHelp}
          choices={[
            { value: 'desktop', label: texts.desktop },
            { value: 'https', label: texts.https },
            { value: 'http', label: texts.http },
          ]}
        />
        <div class="pair of-web">
          <TextField
            form={form}
            name="webPort"
            label={texts.port}
            help={texts.portHelp}
            inputmode="numeric"
          />
          <TextField form={form} name="webPath" label={texts.path} help={texts.pathHelp} mono />
          <TextField form={form} name="webUser" label={texts.user} help={texts.userHelp} mono />
          <div class="of-https">
            <TextField
              form={form}
              name="webFingerprint"
              label={texts.fingerprint}
              help={texts.fingerprintHelp}
              mono
            />
          </div>
        </div>
      </div>
    </section>
  )
}
