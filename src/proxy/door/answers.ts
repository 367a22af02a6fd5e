import type { Texts } from '../../texts/index.ts'

export type FrontDoorTexts = Texts['frontDoor']
type Say = (texts: FrontDoorTexts) => string

/** An answer of our own. */
export type Answer = {
  /** Its name in log and figures. */
  readonly why: string
  readonly status: number
  readonly title: Say
  readonly body: Say
  readonly headers?: Readonly<Record<string, string>>
}

/** Seconds. */
const RETRY = { 'retry-after': '2' } as const
const ALLOWED = { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } as const

type Entry = Answer | ((...about: never[]) => Answer) | Readonly<Record<string, Answer>>

function say(
  why: string,
  status: number,
  title: keyof FrontDoorTexts['titles'],
  body: Say,
  headers: Answer['headers'] = status === 503 || status === 504 ? RETRY : {},
): Answer {
  return { why, status, title: (t) => t.titles[title], body, headers }
}

export const answers = {
  malformed: (status: number, detail: string): Answer =>
    say(
      'malformed',
      status,
      'malformed',
      (t) => t.malformed(detail),
      status === 405 ? ALLOWED : {},
    ),
  elsewhere: (location: string): Answer =>
    say('elsewhere', 308, 'elsewhere', (t) => t.elsewhere, { location }),
  /** Of the port that leads to the one of HTTPS, `port`. */
  misled: (port: number): Answer => say('misled', 421, 'refused', (t) => t.misled(port)),
  malformedPath: say('malformedPath', 400, 'malformed', (t) => t.malformedPath),
  slowHead: say('slowHead', 408, 'malformed', (t) => t.slowHead),
  plainHttp: say('plainHttp', 400, 'malformed', (t) => t.plainHttp),
  loop: say('loop', 508, 'broken', (t) => t.loop),
  tooLarge: (limit: number): Answer =>
    say('tooLarge', 413, 'refused', (t) => t.tooLarge(Math.floor(limit / 2 ** 20))),
  notFound: say('notFound', 404, 'absent', (t) => t.denials.notFound),
  managerAway: say('managerAway', 503, 'away', (t) => t.managerAway),
  full: say('full', 503, 'away', (t) => t.full),
  crowdedAddress: say('crowdedAddress', 429, 'refused', (t) => t.crowdedAddress, RETRY),
  crowded: say('crowded', 503, 'refused', (t) => t.crowded),
  managerBroke: say('managerBroke', 502, 'broken', (t) => t.managerBroke),
  managerSlow: say('managerSlow', 504, 'away', (t) => t.managerSlow),
  /** Of the gateway of a session's host. */
  gatewayAway: say('gatewayAway', 503, 'away', (t) => t.gatewayAway),
  gatewayBroke: say('gatewayBroke', 502, 'broken', (t) => t.gatewayBroke),
  gatewaySlow: say('gatewaySlow', 504, 'away', (t) => t.gatewaySlow),
  /** Of what a session's container serves. */
  containerAway: say('containerAway', 503, 'away', (t) => t.containerAway),
  containerBroke: say('containerBroke', 502, 'broken', (t) => t.containerBroke),
  containerSlow: say('containerSlow', 504, 'away', (t) => t.containerSlow),
  denied: {
    notFound: say('notFound', 404, 'absent', (t) => t.denials.notFound),
    noTicket: say('noTicket', 401, 'refused', (t) => t.denials.noTicket),
    badTicket: say('badTicket', 401, 'refused', (t) => t.denials.badTicket),
    expiredTicket: say('expiredTicket', 401, 'refused', (t) => t.denials.expiredTicket),
    otherSession: say('otherSession', 403, 'refused', (t) => t.denials.otherSession),
    signedOut: say('signedOut', 403, 'refused', (t) => t.denials.signedOut),
    sessionGone: say('sessionGone', 404, 'absent', (t) => t.denials.sessionGone),
    notReady: say('notReady', 503, 'away', (t) => t.denials.notReady),
    switchedOff: say('switchedOff', 403, 'refused', (t) => t.denials.switchedOff),
    noGateway: say('noGateway', 503, 'away', (t) => t.gatewayAway),
    notWebSocket: say('notWebSocket', 426, 'refused', (t) => t.denials.notWebSocket, {
      upgrade: 'websocket',
    }),
    foreignOrigin: say('foreignOrigin', 403, 'refused', (t) => t.denials.foreignOrigin),
  },
} as const satisfies Readonly<Record<string, Entry>>
