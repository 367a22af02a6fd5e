import type { Ability, SwitchedOff } from '../src/domain/abilities.ts'
import { Icon } from './components/icon.tsx'
import { Document } from './components/layout.tsx'
import { ViewerDrop } from './components/viewer-files.tsx'
import { ViewerFloats } from './components/viewer-floats.tsx'
import { ViewerKeyboard } from './components/viewer-keyboard.tsx'
import { ViewerPanel } from './components/viewer-panel.tsx'
import { ViewerVeils } from './components/viewer-veils.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface ViewerPageProps {
  readonly id: string
  readonly workspace: string
  readonly agent?: string | undefined
  /** Shows the front door that a WebSocket is of this page (`signPage`). */
  readonly proof: string
  /** By whom each is switched off; the worker refuses it whatever the page does. */
  readonly abilities: Readonly<Record<Ability, SwitchedOff>>
}

/**
 * GET /sessions/:id while its desktop answers; it comes with a ticket. views/browser/viewer.ts brings it to
 * life: it opens the WebSocket /s/:id/rfb and, when that fails, asks GET /sessions/:id/progress (`Accept:
 * application/json`: `{state, sentence, limit?, idle?}`) and fetches a ticket by POST /sessions/:id/ticket to
 * try again. `limit` and `idle` are those of domain/time-left.ts, there while something will happen by
 * itself: `limit {ends, seconds, action, extensions}`, where POST /sessions/:id/extend with `seen=<ends>`
 * moves the end by an hour while `extensions` are left; `idle {seconds, action}`, which any key or click in
 * the session ends. The action is `delete`, `stop` or `pause`. POST /sessions/:id/pause and /stop end the
 * stream; the state is then `paused`, `stopping` or `stopped`, and a veil says so and has the button to go on
 * (POST /resume, /start). All of them answer `{}` to JSON, and 409 with a sentence.
 */
export function ViewerPage(props: ViewerPageProps) {
  const { viewer } = useTexts()
  const url = useUrl()
  return (
    <Document title={props.workspace} scripts={['viewer']} styles={['viewer']}>
      <main id="main">
        <h1 class="sr">{viewer.title(props.workspace)}</h1>
        <section
          class="stage"
          id="viewer"
          aria-label={viewer.screen(props.workspace)}
          data-connection="connecting"
          data-session={url(`/sessions/${props.id}`)}
          data-ticket={url(`/sessions/${props.id}/ticket`)}
          data-stream={url(`/s/${props.id}/rfb`)}
          data-proof={props.proof}
          data-progress={url(`/sessions/${props.id}/progress`)}
          data-attempt={viewer.attempt}
          data-attempt-now={viewer.attemptNow}
          data-say-hint={viewer.hint}
          data-say-hint-touch={viewer.hintTouch}
          data-say-screenshot={viewer.screenshotSaved}
          data-say-keys-locked={viewer.keysLocked}
          data-say-keys-free={viewer.keysFree}
          data-say-failed={viewer.actFailed}
        >
          <div class="screen" data-screen />
          <textarea
            class="typing"
            aria-label={viewer.typing}
            autocapitalize="off"
            autocomplete="off"
            autocorrect="off"
            rows={1}
            spellcheck={false}
            wrap="off"
            data-typing
          />
          <noscript>
            <p class="veil">{viewer.noScript}</p>
          </noscript>
          <button
            class="latch"
            type="button"
            aria-expanded="false"
            aria-controls="panel"
            aria-label={viewer.openPanel}
            data-latch
            data-label-open={viewer.openPanel}
            data-label-close={viewer.closePanel}
          >
            <Icon name="chevron-left" class="shut" />
            <Icon name="chevron-right" class="open" />
          </button>
          <button
            class="latch keys-latch"
            type="button"
            aria-expanded={false}
            aria-controls="keyboard"
            aria-label={viewer.keyboard}
            data-keyboard-toggle
          >
            <Icon name="keyboard" />
          </button>
          <ViewerPanel {...props} />
          <ViewerKeyboard />
          <ViewerFloats abilities={props.abilities} />
          <ViewerDrop />
          <ViewerVeils {...props} />
        </section>
      </main>
    </Document>
  )
}
