import { DashboardPage, type DashboardProps } from '../dashboard.tsx'
import { agents } from './hosts.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'

const STEPS = 96
const DAY = 86_400

/** A working day: few at night, most before noon. */
function daily(step: number): number {
  return Math.max(0, Math.round(24 + 20 * Math.sin(((step - 30) * Math.PI * 2) / STEPS)))
}

function over<Value>(valueAt: (step: number) => Value) {
  return Array.from({ length: STEPS }, (_, step) => ({
    at: ago(((STEPS - 1 - step) * DAY) / STEPS),
    value: valueAt(step),
  }))
}

function working(say: Say): DashboardProps {
  const event = (seconds: number, name: DashboardProps['events'][number]['event']) => ({
    session: id(seconds),
    workspace: say('Desktop'),
    user: say('jonas.lie'),
    at: ago(seconds),
    event: name,
  })
  return {
    period: 'day',
    sessions: 41,
    people: 33,
    agents: agents(say),
    needs: [
      {
        tone: 'bad',
        icon: 'server',
        title: say('cirrus-02 is missing'),
        body: 'It stopped checking in, with 4 sessions on it; their containers may still run. Check its network and power.',
        verb: 'Open agent',
        href: `/admin/agents/${id(63)}`,
      },
      {
        tone: 'warn',
        icon: 'package',
        title: say('registry.example.com/intern/cad:2026.1 cannot be had'),
        body: say('On atlas-01: the registry refused the login.'),
        verb: 'See images',
        href: '/admin/images',
      },
    ],
    history: over(daily),
    launches: {
      count: 214,
      failed: 3,
      refused: 2,
      median: 3.8,
      p95: 9.1,
      counts: over((step) => Math.round(daily(step) / 9)),
      seconds: over((step) => 3 + (step % 7) / 4).map(({ value }) => value),
    },
    events: [event(20, 'ready'), event(240, 'fail'), event(900, 'lose'), event(5_000, 'delete')],
  }
}

export function dashboardSamples(say: Say): Sample[] {
  const full = working(say)
  const quiet = {
    ...full,
    sessions: 0,
    people: 0,
    agents: [],
    needs: [],
    history: over(() => 0),
    launches: { count: 0, failed: 0, refused: 0, counts: over(() => 0), seconds: [] },
    events: [],
  }
  return [
    { name: 'dashboard', path: '/admin', page: <DashboardPage {...full} /> },
    { name: 'dashboard-empty', path: '/admin', page: <DashboardPage {...quiet} /> },
  ]
}
