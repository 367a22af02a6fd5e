const count = (number: number, one: string, many: string) =>
  number === 1 ? `1 ${one}` : `${number} ${many}`

export const dashboard = {
  title: 'Dashboard',
  verdict: (agents: number, needs: number, bad: boolean) => {
    if (agents === 0) return 'No agent has reported yet.'
    if (needs === 0) return 'All is well.'
    const look = needs === 1 ? 'One thing needs a look.' : `${needs} things need a look.`
    return bad ? look : `Mostly well. ${look}`
  },
  summary: (sessions: number, people: number, agents: number) =>
    sessions === 0
      ? `Nobody works just now, on ${count(agents, 'agent', 'agents')}.`
      : `${count(sessions, 'session', 'sessions')} of ${count(people, 'person', 'people')}, on ${count(agents, 'agent', 'agents')}.`,
  period: 'Period',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  needs: 'Needs you',
  sessions: 'Sessions',
  sessionsOver: 'Sessions over time',
  sessionsLabel: ({ least, most }: { least: number; most: number }) =>
    `Sessions over the period: between ${Math.min(least, most)} and ${most}`,
  launches: 'Launches',
  launchesOver: 'Launches over time',
  launchesLabel: (all: number, failed: number) =>
    `Launches over the period: ${all}, of which ${failed} failed`,
  launchMedian: 'Launch, median',
  noLaunch: 'No launch',
  noneYet: 'Nothing was launched in this period',
  most: (sessions: string) => `Most: ${sessions},`,
  p95: (seconds: string, launches: number) =>
    `p95 ${seconds} over ${count(launches, 'launch', 'launches')}`,
  failed: 'Launches that failed',
  refused: (failed: number, refused: number) => {
    if (failed === 0) return 'Every launch got its session'
    if (refused === 0) return 'None for want of room'
    return refused === failed ? 'For want of room' : `${refused} of them for want of room`
  },
  allAgents: 'All agents',
  allSessions: 'All sessions',
  events: 'Events',
  noEvents: 'Nothing has happened yet. Launches and ends of sessions appear here.',
  openAgent: 'Open agent',
  openSession: 'Open session',
  seeSessions: 'See sessions',
  seeImages: 'See images',
  missingTitle: (agent: string) => `${agent} is missing`,
  missingBody: (sessions: number) =>
    sessions === 0
      ? 'It stopped checking in. Nothing is placed there meanwhile. Check its network and power.'
      : `It stopped checking in, with ${count(sessions, 'session', 'sessions')} on it; their containers may still run. Check its network and power.`,
  lateTitle: (agent: string) => `${agent} is late`,
  lateBody: 'It checked in later than it should. Nothing is placed there until it does.',
  brokenTitle: (agent: string) => `${agent} cannot run sessions`,
  diskTitle: (agent: string, free: string) => `${agent} has ${free} of disk left`,
  diskBody:
    'A host takes no new sessions from 94 % on. Remove what is not needed where Docker keeps its data.',
  imageTitle: (image: string) => `${image} cannot be had`,
  imageBody: (agent: string, message: string) => `On ${agent}: ${message}`,
  refusedTitle: (launches: number) =>
    `${count(launches, 'launch', 'launches')} found no room within the last hour`,
  refusedBody: 'End sessions that nobody needs, or add an agent.',
  troubleTitle: (workspace: string, user: string) => `${workspace} of ${user} is held up`,
}
