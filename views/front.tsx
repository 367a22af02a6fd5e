import {
  CHECK_NAMES,
  CHECKS,
  type Check,
  QUIET_SECONDS,
  SELF_TEST,
  UPLOAD_BYTES,
  type Verdict,
} from '../src/domain/front.ts'
import type { Texts } from '../src/texts/index.ts'
import { Badge } from './components/badge.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { Icon } from './components/icon.tsx'
import { AdminLayout } from './components/layout.tsx'
import { useTexts, useUrl } from './context.tsx'
import { MENDS, SERVERS } from './front-mends.ts'

/**
 * GET /admin/system/front. `proof` shows that its WebSocket is of this page. Every sentence that may come of
 * a check is there, hidden; views/browser/front.ts does the checks and shows what came of them.
 */
export function FrontPage(props: { proof: string }) {
  const { front, system } = useTexts()
  const url = useUrl()
  const path = '/admin/system/front'
  return (
    <AdminLayout title={front.title} area="system" scripts={['front']} styles={['front']}>
      <header class="head">
        <div>
          <Crumbs links={[{ name: system.title, href: '/admin/system' }]} />
          <h1>{front.title}</h1>
          <p>{front.about}</p>
        </div>
        <a class="btn" href={url(path)}>
          <Icon name="refresh-cw" />
          {front.again}
        </a>
      </header>
      <section
        class="card front"
        aria-labelledby="checks"
        data-front={url(path)}
        data-stream={url(`/s/${SELF_TEST}/rfb`)}
        data-proof={props.proof}
        data-quiet={QUIET_SECONDS}
        data-upload={UPLOAD_BYTES}
      >
        <header>
          <h2 id="checks" class="sr">
            {front.checks}
          </h2>
          <Summary />
        </header>
        <Choice />
        <ul class="checks">
          {CHECK_NAMES.map((check) => (
            <Row key={check} check={check} />
          ))}
        </ul>
      </section>
    </AdminLayout>
  )
}

/** What came of all of it. */
function Summary() {
  const { front } = useTexts()
  const { running, well, wrongOne, wrongMany, noticeOne, noticeMany } = front
  const states = { running, well, wrongOne, wrongMany, noticeOne, noticeMany }
  return (
    <div class="summary" aria-live="polite" data-summary>
      {Object.entries(states).map(([name, text]) => (
        <p key={name} data-word={name} hidden={name !== 'running'}>
          <b>{text}</b>
        </p>
      ))}
      <noscript>
        <p>{front.noScript}</p>
      </noscript>
    </div>
  )
}

/** Which proxy the lines that mend something are for; shown where there is something to mend. */
function Choice() {
  const { front } = useTexts()
  return (
    <fieldset class="choice" data-choice hidden>
      <legend class="small muted">{front.inFront}</legend>
      <div class="segment">
        {SERVERS.map((server, place) => (
          <label key={server}>
            <input type="radio" name="server" value={server} checked={place === 0} />
            {front.servers[server]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Row({ check }: { check: Check }) {
  const { front } = useTexts()
  const sentences = sentencesOf(front)[check]
  const verdicts: Readonly<Record<string, Verdict>> = CHECKS[check]
  return (
    <li class="check" data-check={check}>
      <h3>{front.names[check]}</h3>
      <div class="outcome" data-outcome="running">
        <Badge tone="info" live>
          {front.tones.running}
        </Badge>
        <p>{front.asks[check]}</p>
        {check === 'idle' && (
          <progress class="progress" max={QUIET_SECONDS} value={0} aria-label={front.seconds} />
        )}
      </div>
      {Object.entries(verdicts).map(([outcome, verdict]) => (
        <div key={outcome} class="outcome" data-outcome={outcome} data-verdict={verdict} hidden>
          <Badge tone={verdict}>{front.tones[verdict]}</Badge>
          <p>{sentences[outcome]}</p>
        </div>
      ))}
      <Mend check={check} />
    </li>
  )
}

function sentencesOf({
  outcomes,
}: Texts['front']): Record<Check, Readonly<Record<string, string>>> {
  return {
    websocket: outcomes.websocket,
    idle: outcomes.idle,
    stream: outcomes.stream,
    upload: outcomes.upload,
    version: outcomes.version,
    host: outcomes.host,
    scheme: outcomes.scheme,
    secure: outcomes.secure,
    prefix: outcomes.prefix,
    address: outcomes.address,
  }
}

function Mend({ check }: { check: Check }) {
  const { front } = useTexts()
  const mends = MENDS[check]
  if (!mends) return null
  return (
    <details class="mend" data-mend hidden open>
      <summary>{front.mend}</summary>
      {SERVERS.map((server) => (
        <div key={server} data-server={server}>
          {mends[server] === undefined ? (
            <p class="muted small">{front.byItself}</p>
          ) : (
            <pre tabindex={0}>{mends[server]}</pre>
          )}
        </div>
      ))}
    </details>
  )
}
