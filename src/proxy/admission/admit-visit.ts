import type { Route } from '../../contract/routes.ts'
import type { Visit } from '../../domain/visit.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { cookieIn, type Denial, flawOfUpgrade } from './admit.ts'
import { isOrigin, isOwnOrigin } from './origin.ts'
import type { RouteTable } from './table.ts'

/** Decides about a request to what a container serves: it asks nobody and opens nothing. */
export function admitVisit(
  session: string,
  cookie: string,
  head: RequestHead,
  fields: Fields,
  table: RouteTable,
): { readonly route: Route; readonly visit: Visit } | Denial {
  if (!table.ready) return 'notReady'
  const token = cookieIn(fields, cookie)
  if (token === undefined) return 'noTicket'
  const visit = table.visits.check(token)
  if (!visit) return 'badTicket'
  if (visit.session !== session) return 'otherSession'
  const flaw = head.websocket ? flawOfUpgrade(head, fields) : flawOfVisit(head, fields)
  if (flaw) return flaw
  const route = table.route(session)
  if (!route) return 'sessionGone'
  if (!route.logins.includes(visit.login)) return 'signedOut'
  return isWeb(route) ? { route, visit } : 'notFound'
}

/** Whether its container serves pages. */
export function isWeb({ upstream }: Route): boolean {
  return upstream?.kind === 'http' || upstream?.kind === 'https'
}

/**
 * Pages of other origins, those of other sessions among them, may lead here, which shows in a frame only where
 * our own page has it, and neither read nor change anything.
 */
function flawOfVisit({ method, host }: RequestHead, fields: Fields): 'foreignOrigin' | undefined {
  const site = fields.get('sec-fetch-site')
  if (method === 'GET' || method === 'HEAD') {
    if (site === undefined || site === 'same-origin' || site === 'none') return undefined
    return fields.find('sec-fetch-mode') === 'navigate' ? undefined : 'foreignOrigin'
  }
  const origin = fields.get('origin')
  const own =
    site === undefined ? isOwnOrigin(origin, host) : site === 'same-origin' && isOrigin(origin)
  return own ? undefined : 'foreignOrigin'
}
