import { PERIODS, type Period } from '../src/domain/period.ts'
import { AgentList, type AgentRow } from './agents-admin.tsx'
import { Chart, type Point, Spark } from './components/chart.tsx'
import type { IconName } from './components/icon-paths.ts'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { Time } from './components/time.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import { figure, formatDuration } from './format.ts'
import { type TimelineEvent, TONES } from './session-detail.tsx'

/** Something that an admin should look at, and where. */
export interface Need {
  readonly tone: 'bad' | 'warn'
  readonly icon: IconName
  readonly title: string
  readonly body: string
  readonly verb: string
  /** A path of ours. */
  readonly href: string
}

export interface DashboardProps {
  readonly period: Period
  readonly sessions: number
  readonly people: number
  readonly agents: readonly AgentRow[]
  readonly needs: readonly Need[]
  /** Sessions over the period. */
  readonly history: readonly Point[]
  readonly launches: {
    readonly count: number
    readonly failed: number
    readonly refused: number
    /** Seconds. */
    readonly median?: number | undefined
    readonly p95?: number | undefined
    /** Per step of the period. */
    readonly counts: readonly Point[]
    readonly seconds: readonly (number | undefined)[]
  }
  readonly events: readonly {
    readonly session: string
    readonly workspace: string
    readonly user: string
    readonly at: Date
    readonly event: TimelineEvent
  }[]
}

/** GET /admin?period=day */
export function DashboardPage(props: DashboardProps) {
  const { dashboard } = useTexts()
  return (
    <AdminLayout title={dashboard.title} area="dashboard">
      <Dashboard {...props} />
    </AdminLayout>
  )
}

/** Also what the page asks for when something has happened: GET /admin with `HX-Request`. */
export function Dashboard(props: DashboardProps) {
  const { texts } = usePage()
  const { dashboard } = texts
  const url = useUrl()
  return (
    <div
      class="stack loose"
      id="dashboard"
      hx-get={url(`/admin?period=${props.period}`)}
      hx-trigger="live, every 60s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      <header class="head">
        <div>
          <h1>
            {dashboard.verdict(props.agents.length, props.needs.length, props.needs.some(isBad))}
          </h1>
          <p class="num">{dashboard.summary(props.sessions, props.people, props.agents.length)}</p>
        </div>
        <Periods period={props.period} />
      </header>
      {props.needs.length > 0 && <Needs needs={props.needs} />}
      <Figures {...props} />
      <div class="split even">
        <section class="card">
          <div class="body">
            <Chart
              title={dashboard.sessionsOver}
              label={dashboard.sessionsLabel(range(props.history))}
              name={dashboard.sessions}
              points={props.history}
              least={2}
              format={(value) => figure(texts, value)}
            />
          </div>
        </section>
        <section class="card">
          <div class="body">
            <Chart
              title={dashboard.launchesOver}
              label={dashboard.launchesLabel(props.launches.count, props.launches.failed)}
              name={dashboard.launches}
              points={props.launches.counts}
              least={2}
              format={(value) => figure(texts, value)}
            />
          </div>
        </section>
      </div>
      <div class="split">
        <section class="card" aria-labelledby="dashboard-agents">
          <header>
            <h2 id="dashboard-agents">{texts.agents.title}</h2>
            <a class="small push" href={url('/admin/agents')}>
              {dashboard.allAgents}
            </a>
          </header>
          <AgentList agents={props.agents} />
        </section>
        <Events events={props.events} />
      </div>
    </div>
  )
}

function Periods(props: { period: Period }) {
  const { dashboard } = useTexts()
  const url = useUrl()
  const names: Record<Period, string> = {
    hour: dashboard.hour,
    day: dashboard.day,
    week: dashboard.week,
    month: dashboard.month,
  }
  return (
    <nav class="chips" aria-label={dashboard.period}>
      {Object.keys(PERIODS)
        .filter((name): name is Period => Object.hasOwn(PERIODS, name))
        .map((name) => (
          <a
            key={name}
            href={url(`/admin?period=${name}`)}
            aria-current={name === props.period ? 'true' : undefined}
          >
            {names[name]}
          </a>
        ))}
    </nav>
  )
}

function Needs(props: { needs: readonly Need[] }) {
  const { dashboard } = useTexts()
  const url = useUrl()
  return (
    <section class="card" aria-labelledby="needs">
      <header>
        <h2 id="needs">{dashboard.needs}</h2>
        <span class="count">{props.needs.length}</span>
      </header>
      <div class="body stack tight">
        {props.needs.map(({ tone, icon, title, body, verb, href }) => (
          <Notice
            key={`${href} ${title}`}
            tone={tone}
            icon={icon}
            title={title}
            action={
              <a class="btn sm" href={url(href)}>
                {verb}
              </a>
            }
          >
            {body}
          </Notice>
        ))}
      </div>
    </section>
  )
}

function Figures({ sessions, history, launches }: DashboardProps) {
  const { texts } = usePage()
  const { dashboard } = texts
  const most = history.reduce<Point | undefined>(
    (best, point) => ((point.value ?? 0) > (best?.value ?? 0) ? point : best),
    undefined,
  )
  const seconds = (value: number | undefined) =>
    value === undefined ? dashboard.noLaunch : formatDuration(texts, value)
  return (
    <div class="three">
      <div class="card stat">
        <div class="row">
          <span class="l">{dashboard.sessions}</span>
          <Spark values={history.map(({ value }) => value)} />
        </div>
        <span class="v num">{figure(texts, sessions)}</span>
        <span class="d num">
          {most?.value === undefined ? (
            dashboard.noneYet
          ) : (
            <>
              {dashboard.most(figure(texts, most.value))} <Time at={most.at} />
            </>
          )}
        </span>
      </div>
      <div class="card stat">
        <div class="row">
          <span class="l">{dashboard.launchMedian}</span>
          <Spark values={launches.seconds} />
        </div>
        <span class="v num">{seconds(launches.median)}</span>
        <span class="d num">
          {launches.p95 === undefined
            ? dashboard.noneYet
            : dashboard.p95(formatDuration(texts, launches.p95), launches.count)}
        </span>
      </div>
      <div class="card stat">
        <div class="row">
          <span class="l">{dashboard.failed}</span>
        </div>
        <span class="v num">{figure(texts, launches.failed)}</span>
        <span class="d num">{dashboard.refused(launches.failed, launches.refused)}</span>
      </div>
    </div>
  )
}

function Events(props: Pick<DashboardProps, 'events'>) {
  const { dashboard, sessions } = useTexts()
  const url = useUrl()
  return (
    <section class="card" aria-labelledby="dashboard-events">
      <header>
        <h2 id="dashboard-events">{dashboard.events}</h2>
        <a class="small push" href={url('/admin/sessions?view=all')}>
          {dashboard.allSessions}
        </a>
      </header>
      <div class="body">
        {props.events.length === 0 ? (
          <p class="muted">{dashboard.noEvents}</p>
        ) : (
          <ol class="timeline ago">
            {props.events.map(({ session, workspace, user, at, event }) => (
              <li key={`${session} ${event} ${at.getTime()}`} class={TONES[event] ?? undefined}>
                <Time at={at} />
                <p>
                  <b>{sessions.events[event]}</b>{' '}
                  <a href={url(`/admin/sessions/${session}`)}>{workspace}</a>
                  <span class="sub">{user}</span>
                </p>
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}

function isBad({ tone }: Need): boolean {
  return tone === 'bad'
}

/** The least and the most. */
function range(points: readonly Point[]): { least: number; most: number } {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]))
  return { least: Math.min(...values, Number.MAX_SAFE_INTEGER), most: Math.max(...values, 0) }
}
