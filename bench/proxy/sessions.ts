import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route, RouteSnapshot } from '../../src/contract/routes.ts'
import type { SessionUpstream } from '../../src/contract/upstream.ts'
import { shortId } from '../../src/domain/access.ts'
import { routeTo, snapshot, ticketFor, visitFor } from '../../src/proxy/testing/door.ts'
import type { Layer, Service } from './cells.ts'

/** One session allows 64 tunnels; 5,000 need some. */
const COUNT = 100
const HOUR = 60 * 60 * 1000

type Upstream = { readonly http: number; readonly bulk: number; readonly echo: number }

/** Sessions as a manager tells of them, and the requests of their people, with what lets them in. */
export class Sessions {
  readonly snapshot: RouteSnapshot
  readonly #folder: string
  readonly #routes: Readonly<Record<'web' | 'tcp bulk' | 'tcp echo', readonly Route[]>>

  constructor(folder: string, { http, bulk, echo }: Upstream) {
    const some = (port: number, upstream: SessionUpstream) =>
      Array.from({ length: COUNT }, () => routeTo(port, { upstream }))
    this.#folder = folder
    this.#routes = {
      web: some(http, { kind: 'http', authorization: 'Bearer of-a-session' }),
      'tcp bulk': some(bulk, { kind: 'tcp' }),
      'tcp echo': some(echo, { kind: 'tcp' }),
    }
    this.snapshot = snapshot({ sessions: Object.values(this.#routes).flat() })
  }

  /** Whether a proxy there lets somebody in. */
  async open(port: number, layer: Layer): Promise<boolean> {
    const [route] = this.#routes.web
    if (!route) return false
    const url = `${layer === 'TLS' ? 'https' : 'http'}://127.0.0.1:${port}${pathOf(route, 'small')}`
    const headers = { Cookie: visitFor(route), Connection: 'close' }
    const answer = await fetch(url, { headers, tls: { rejectUnauthorized: false } })
    return (await answer.text()) !== '' && answer.ok
  }

  /** A file of heads for load.c that ask for that; the same for every proxy. */
  heads(service: Service, { close = false } = {}): string {
    const path = join(this.#folder, `${service.replace(' ', '-')}${close ? '-close' : ''}.heads`)
    const routes = this.#routes[isTcp(service) ? service : 'web']
    const heads = routes.map((route) => headOf(route, service, close))
    writeFileSync(path, heads.map((head) => `${head}\0`).join(''))
    return path
  }
}

function headOf(route: Route, service: Service, close: boolean): string {
  const upgrade = service !== 'small' && service !== 'download'
  const fields = {
    Host: 'desk.example.org',
    'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    Accept: '*/*',
    'Accept-Language': 'en-US,en;q=0.5',
    'Accept-Encoding': 'gzip, deflate, br',
    ...(upgrade ? UPGRADE : { Connection: close ? 'close' : 'keep-alive' }),
    // A ticket opens a raw port; for pages it has been exchanged for a visit (src/domain/visit.ts).
    Cookie: isTcp(service) ? ticketFor(route, { expires: Date.now() + 4 * HOUR }) : visitFor(route),
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${pathOf(route, service)} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** For a web server upstream the last part says what it is to do. */
function pathOf(route: Route, service: Service): string {
  return `/s/${shortId(route.session)}/${isTcp(service) ? 'tcp' : service}`
}

export function isTcp(service: Service): service is 'tcp bulk' | 'tcp echo' {
  return service === 'tcp bulk' || service === 'tcp echo'
}

const UPGRADE = {
  Origin: 'https://desk.example.org',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol': 'binary',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
}
