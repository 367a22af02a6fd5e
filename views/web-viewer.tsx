import { ConfirmDialog } from './components/dialog.tsx'
import { Icon } from './components/icon.tsx'
import { Document } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface WebViewerPageProps {
  readonly id: string
  readonly workspace: string
  readonly agent?: string | undefined
  /** Whether the front door has an origin for pages of containers. */
  readonly reachable: boolean
}

/**
 * GET /sessions/:id of a session whose container serves a page of its own, which stands in a frame of another
 * origin. views/browser/web-viewer.ts asks POST /sessions/:id/visit (`{ticket, site}`, see web-page-routes.tsx) and
 * hands the ticket in there, by a form whose target is the frame; it asks GET /sessions/:id/progress from time to
 * time, and loads this page again once the session does not run any more.
 */
export function WebViewerPage({ id, workspace, agent, reachable }: WebViewerPageProps) {
  const { viewer, sessions } = useTexts()
  const url = useUrl()
  return (
    <Document title={workspace} scripts={['web-viewer']} styles={['web-viewer']}>
      <main
        class="web-stage"
        id="web-viewer"
        data-visit={url(`/sessions/${id}/visit`)}
        data-progress={url(`/sessions/${id}/progress`)}
        data-session={id.replaceAll('-', '')}
      >
        <header>
          <a class="btn icon quiet" href={url('/')} aria-label={viewer.back}>
            <Icon name="chevron-left" />
          </a>
          <h1>{workspace}</h1>
          {agent !== undefined && <span class="small muted">{viewer.runsOn(agent)}</span>}
          <span class="row push">
            <button class="btn icon" type="button" aria-label={viewer.fullscreen} data-fullscreen>
              <Icon name="maximize" />
            </button>
            <form method="post" action={url(`/sessions/${id}/pause`)}>
              <button class="btn icon" type="submit" aria-label={sessions.pause}>
                <Icon name="pause" />
              </button>
            </form>
            <button class="btn danger" type="button" data-dialog="end">
              {viewer.end}
            </button>
          </span>
        </header>
        <div class="web-notice" data-failed hidden={reachable}>
          <Notice tone="bad" title={viewer.pageFailed}>
            {reachable ? viewer.pageFailedBody : viewer.pageNoOrigin}
          </Notice>
        </div>
        <iframe
          name="page"
          title={viewer.pageOf(workspace)}
          allow="fullscreen; clipboard-read; clipboard-write; autoplay; gamepad"
          hidden={!reachable}
        />
        <noscript>
          <p class="web-notice">{viewer.noScript}</p>
        </noscript>
        <ConfirmDialog
          id="end"
          title={viewer.endTitle}
          verb={viewer.end}
          action={`/sessions/${id}/delete`}
        >
          {viewer.endBody(workspace)}
        </ConfirmDialog>
      </main>
    </Document>
  )
}
