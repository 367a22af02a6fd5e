import { FormSummary, TextField } from './components/field.tsx'
import { PortalLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { useTexts, useUrl } from './context.tsx'
import type { FormState } from './form.ts'

export type PasswordField = 'current' | 'next' | 'repeat'

export interface PasswordPageProps {
  readonly form: FormState<PasswordField>
  /** The person must choose a password before anything else. */
  readonly forced: boolean
  readonly minimumLength: number
  readonly saved?: boolean | undefined
}

export function PasswordPage(props: PasswordPageProps) {
  const { signin } = useTexts()
  return (
    <PortalLayout title={signin.passwordTitle}>
      <div class="narrow stack">
        <header class="head">
          <div>
            <h1>{signin.passwordTitle}</h1>
            <p>{props.forced ? signin.passwordForced : signin.passwordNote}</p>
          </div>
        </header>
        {props.saved && <Notice tone="ok" role="status" title={signin.passwordSaved} />}
        <PasswordForm {...props} />
      </div>
    </PortalLayout>
  )
}

/** An ordinary form without htmx: that is what password managers know. */
export function PasswordForm(props: PasswordPageProps) {
  const { signin } = useTexts()
  const url = useUrl()
  const { form } = props
  return (
    <form class="stack" id="password-form" method="post" action={url('/password')}>
      <FormSummary
        form={form}
        labels={{ current: signin.current, next: signin.next, repeat: signin.repeat }}
      />
      <div class="card">
        <div class="body stack">
          <TextField
            form={form}
            name="current"
            secret
            label={signin.current}
            autocomplete="current-password"
            required
            autofocus
          />
          <TextField
            form={form}
            name="next"
            secret
            label={signin.next}
            help={signin.nextHelp(props.minimumLength)}
            autocomplete="new-password"
            required
          />
          <TextField
            form={form}
            name="repeat"
            secret
            label={signin.repeat}
            autocomplete="new-password"
            required
          />
        </div>
        <footer>
          <button class="btn primary" type="submit">
            {signin.passwordSubmit}
          </button>
        </footer>
      </div>
    </form>
  )
}
