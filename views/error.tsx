import { Window } from './components/casement.tsx'
import { PortalLayout } from './components/layout.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface ErrorPageProps {
  readonly status: number
  /** What happened, why, what to do next. */
  readonly sentence: string
  readonly requestId: string
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number | undefined
  /** Offer to sign in, with this path of ours to go on to. */
  readonly signIn?: { readonly next: string } | undefined
}

type ErrorTexts = ReturnType<typeof useTexts>['errors']

function titleOf(errors: ErrorTexts, status: number): string {
  switch (status) {
    case 401:
    case 403:
      return errors.titleForbidden
    case 404:
      return errors.titleNotFound
    case 409:
    case 422:
      return errors.titleConflict
    case 429:
      return errors.titleBusy
    case 502:
    case 503:
      return errors.titleUnavailable
    default:
      return status >= 500 ? errors.titleInternal : errors.titleConflict
  }
}

export function ErrorPage(props: ErrorPageProps) {
  const { common, errors } = useTexts()
  const url = useUrl()
  const title = titleOf(errors, props.status)
  return (
    <PortalLayout title={title} plain>
      <section class="launch" aria-labelledby="error-title">
        <Window open={0} shut />
        <div class="stack">
          <div class="stack tight" role="alert">
            <h1 id="error-title">{title}</h1>
            <p class="muted">{props.sentence}</p>
            {props.retryAfter !== undefined && (
              <p class="muted">{errors.retry(props.retryAfter)}</p>
            )}
          </div>
          <div class="row">
            {props.signIn ? (
              <a
                class="btn primary"
                href={url(`/sign-in?next=${encodeURIComponent(props.signIn.next)}`)}
              >
                {errors.signIn}
              </a>
            ) : (
              <a class="btn primary" href={url('/')}>
                {errors.home}
              </a>
            )}
          </div>
          <p class="small muted">
            {common.requestId} <code>{props.requestId}</code>
          </p>
        </div>
      </section>
    </PortalLayout>
  )
}

/** What htmx gets where a whole page would be too much: one sentence in place. */
export function ErrorNotice(props: { sentence: string; requestId: string }) {
  const { common } = useTexts()
  return (
    <div class="notice bad" role="alert">
      <div>
        <b>{props.sentence}</b>
        <p>
          {common.requestId} <code>{props.requestId}</code>
        </p>
      </div>
    </div>
  )
}
