import { LEVELS, type Level, type LogLine } from '../src/log.ts'
import { Badge, type Tone } from './components/badge.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { Filters, Search } from './components/search.tsx'
import { Time } from './components/time.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface LogsProps {
  /** This level and those above it. */
  readonly level: Level
  readonly search: string
  /** Newest first. */
  readonly lines: readonly LogLine[]
  /** There are more that match than are shown. */
  readonly more: boolean
}

const TONES: Record<Level, Tone> = { debug: 'off', info: 'info', warn: 'warn', error: 'bad' }

/** GET /admin/logs?level=warn&search= */
export function LogsPage(props: LogsProps) {
  const { logs } = useTexts()
  const names: Record<Level, string> = {
    debug: logs.debug,
    info: logs.info,
    warn: logs.warn,
    error: logs.error,
  }
  const search = props.search === '' ? '' : `&search=${encodeURIComponent(props.search)}`
  return (
    <AdminLayout title={logs.title} area="logs">
      <header class="head">
        <div>
          <h1>{logs.title}</h1>
          <p>{logs.intro}</p>
        </div>
      </header>
      <Filters
        label={logs.levels}
        links={LEVELS.map((level) => ({
          name: names[level],
          href: `/admin/logs?level=${level}${search}`,
          current: level === props.level,
        }))}
      />
      <div class="card">
        <header class="toolbar">
          <Search
            action="/admin/logs"
            label={logs.searchLabel}
            placeholder={logs.search}
            value={props.search}
            fields={{ level: props.level }}
          />
        </header>
        <LogTable {...props} />
      </div>
    </AdminLayout>
  )
}

/** Also what the page asks for every few seconds: GET /admin/logs with `HX-Request`. */
export function LogTable(props: LogsProps) {
  const { logs, common } = useTexts()
  const url = useUrl()
  const query = new URLSearchParams({ level: props.level, search: props.search })
  return (
    <div
      id="log-lines"
      hx-get={url(`/admin/logs?${query}`)}
      hx-trigger="every 3s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      {props.lines.length === 0 ? (
        <Empty title={logs.emptyTitle}>
          <p>{logs.emptyBody}</p>
        </Empty>
      ) : (
        <table class="table fold tight">
          <caption class="sr">{logs.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{common.time}</th>
              <th scope="col">{logs.level}</th>
              <th scope="col">{logs.room}</th>
              <th scope="col">{logs.line}</th>
            </tr>
          </thead>
          <tbody>
            {props.lines.map((line) => (
              <tr key={line.number} id={`line-${line.number}`}>
                <td class="num">
                  <Time at={line.at} exact />
                </td>
                <td class="full">
                  <Badge tone={TONES[line.level]}>{logs[line.level]}</Badge>
                </td>
                <td class="full muted">{line.room}</td>
                <td class="full mono small anywhere">{line.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {props.more && <p class="body small muted">{logs.more(props.lines.length)}</p>}
    </div>
  )
}
