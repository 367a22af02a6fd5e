import { Window } from './components/casement.tsx'
import { FormSummary, TextField } from './components/field.tsx'
import { Brand } from './components/icon.tsx'
import { Document } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { useTexts, useUrl } from './context.tsx'
import type { FormState } from './form.ts'

export type SigninField = 'name' | 'password'

export interface SigninPageProps {
  readonly form: FormState<SigninField>
  /** A path of ours to go on to; sent back as the field `next`. */
  readonly next?: string | undefined
  readonly signedOut?: boolean | undefined
}

export function SigninPage(props: SigninPageProps) {
  const texts = useTexts()
  return (
    <Document title={texts.signin.title}>
      <div class="door">
        <main id="main">
          <SigninForm {...props} />
        </main>
        <aside aria-hidden="true">
          <Window open={2} />
        </aside>
      </div>
    </Document>
  )
}

/** An ordinary form without htmx: that is what password managers know. */
export function SigninForm(props: SigninPageProps) {
  const { common, signin } = useTexts()
  const url = useUrl()
  return (
    <form id="sign-in" method="post" action={url('/sign-in')} aria-labelledby="title">
      <div class="stack tight">
        <span class="brand">
          <Brand />
        </span>
        <h1 id="title">{signin.title}</h1>
      </div>
      {props.signedOut && (
        <Notice tone="info" role="status" title={common.signedOut}>
          {signin.signedOut}
        </Notice>
      )}
      <FormSummary
        form={props.form}
        labels={{ name: signin.name, password: signin.password }}
        title={signin.refused}
      />
      <TextField
        form={props.form}
        name="name"
        label={signin.name}
        autocomplete="username"
        required
        autofocus
      />
      <TextField
        form={props.form}
        name="password"
        secret
        label={signin.password}
        autocomplete="current-password"
        required
      />
      {props.next !== undefined && <input type="hidden" name="next" value={props.next} />}
      <button class="btn primary" type="submit">
        {signin.submit}
      </button>
    </form>
  )
}
