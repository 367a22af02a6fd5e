import { Window } from './components/casement.tsx'
import { Icon, iconOr } from './components/icon.tsx'
import { PortalLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { useTexts, useUrl } from './context.tsx'
import { safeHref } from './url.ts'

interface Named {
  readonly id: string
  readonly name: string
  readonly icon: string
  readonly tint: number
}

export type LaunchLinkProps = Named &
  (
    | { readonly link: string }
    | {
        readonly link?: undefined
        /** Sent as the field `key`: pressing twice launches once. */
        readonly requestKey: string
        /** Where a browser in it is to begin; http or https. */
        readonly address?: string | undefined
        /** A session that is open already, and opens the address in what runs there. */
        readonly running?: string | undefined
        /** The browser's code sends the form at once. */
        readonly byItself: boolean
        /** Why it cannot be opened now. */
        readonly problem?: string | undefined
      }
  )

/** GET /launch/:workspace: nothing is launched until its form is sent. */
export function LaunchLinkPage(props: LaunchLinkProps) {
  const { launchLink, portal } = useTexts()
  const title = launchLink.title(props.name)
  return (
    <PortalLayout title={title} plain>
      <section class="launch" aria-labelledby="launch-title">
        <Window open={props.link === undefined && props.byItself ? 1 : 0} />
        <div class="stack">
          <div class="stack tight">
            <div class="with-glyph">
              <span class="glyph" data-tint={props.tint}>
                <Icon name={iconOr(props.icon)} />
              </span>
              <h1 id="launch-title">{title}</h1>
            </div>
            <p class="muted">{sentence(launchLink, props)}</p>
          </div>
          {props.link !== undefined ? (
            <OtherSite address={props.link} problem={portal.badAddress} />
          ) : (
            <Opening {...props} />
          )}
        </div>
      </section>
    </PortalLayout>
  )
}

type LaunchLinkTexts = ReturnType<typeof useTexts>['launchLink']

function sentence(texts: LaunchLinkTexts, props: LaunchLinkProps): string {
  if (props.link !== undefined) return texts.link
  return props.byItself ? texts.opening : texts.asks
}

function OtherSite(props: { address: string; problem: string }) {
  const { launchLink } = useTexts()
  const href = safeHref(props.address)
  if (href === undefined) return <Impossible tone="bad" title={props.problem} />
  return (
    <div class="row">
      <a class="btn primary" href={href} target="_blank" rel="noopener noreferrer">
        {launchLink.open}
      </a>
      <Back />
    </div>
  )
}

function Back() {
  const { launchLink } = useTexts()
  const url = useUrl()
  return (
    <a class="btn" href={url('/')}>
      {launchLink.back}
    </a>
  )
}

function Impossible(props: { tone: 'bad' | 'warn'; title: string }) {
  return (
    <>
      <Notice {...props} />
      <div class="row">
        <Back />
      </div>
    </>
  )
}

function Opening(props: Extract<LaunchLinkProps, { requestKey: string }>) {
  const { launchLink } = useTexts()
  const url = useUrl()
  if (props.problem !== undefined) return <Impossible tone="warn" title={props.problem} />
  return (
    <form
      class="stack tight"
      method="post"
      action={url(
        props.running === undefined
          ? `/workspaces/${props.id}/launch`
          : `/sessions/${props.running}/go`,
      )}
      data-once
      data-by-itself={props.byItself ? true : undefined}
    >
      <input type="hidden" name="key" value={props.requestKey} />
      {props.address !== undefined && (
        <>
          <input type="hidden" name="url" value={props.address} />
          <p class="small muted">{launchLink.opensAt}</p>
          <p class="code anywhere" dir="ltr">
            {props.address}
          </p>
        </>
      )}
      <div class="row">
        <button class="btn primary" type="submit">
          {launchLink.open}
        </button>
        <Back />
      </div>
    </form>
  )
}
