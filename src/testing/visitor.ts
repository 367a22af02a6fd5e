import { hasOuter } from './outer-choice.ts'
import { until } from './until.ts'
import { upgradeStatus } from './upgrade.ts'

/** Images are built where they are absent, which takes minutes. */
export const IMAGES_SECONDS = 1200

/** A client of the front door with a cookie jar, as a browser without scripts would be. */
export class Visitor {
  readonly base: string
  readonly #cookies = new Map<string, string>()

  constructor(base: string) {
    this.base = base
  }

  /** What a browser would send for this host; also for a WebSocket. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { method: 'GET', headers })
  }

  /** An urlencoded form from one of our own pages. */
  post(
    path: string,
    fields: Record<string, string | string[]> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one)
    }
    return this.#send(path, {
      method: 'POST',
      body,
      headers: { origin: new URL(this.base).origin, 'sec-fetch-site': 'same-origin', ...headers },
    })
  }

  async signIn(username: string, password: string): Promise<Response> {
    return this.post('/sign-in', { name: username, password })
  }

  /** Signs in as somebody whose password is to be changed, and changes it. */
  async signInAnew(username: string, initial: string, password: string): Promise<void> {
    await this.signIn(username, initial)
    const changed = await this.post('/password', {
      current: initial,
      next: password,
      repeat: password,
    })
    if (changed.status !== 303) {
      throw new Error(`The password was not changed: ${changed.status} ${await changed.text()}`)
    }
  }

  /** Waits until the link of a workspace would launch it by itself: its image is there. */
  async untilLaunchable(link: string): Promise<void> {
    await until(
      `the image of ${link}`,
      async () => {
        const page = await this.get(`/launch/${link}`, { 'sec-fetch-site': 'none' })
        return (await page.text()).includes('data-by-itself')
      },
      IMAGES_SECONDS,
    )
  }

  /** Waits for the tile of a workspace, opens it and waits until its session runs; its id. */
  async launch(workspace: string): Promise<string> {
    const id = await until(
      `a tile ${workspace} that can be opened`,
      async () => {
        const cells = (await (await this.get('/')).text()).split('tile-cell')
        const cell = cells.find((one) => one.includes(`data-workspace="${workspace}"`))
        return /workspaces\/([0-9a-f-]{36})\/launch/.exec(cell ?? '')?.[1]
      },
      IMAGES_SECONDS,
    )
    const answer = await this.post(`/workspaces/${id}/launch`, { key: crypto.randomUUID() })
    const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
    await until(
      `${workspace} to run`,
      async () => {
        const json = { accept: 'application/json' }
        const { state, sentence } = await (
          await this.get(`/sessions/${session}/progress`, json)
        ).json()
        if (state === 'failed') throw new Error(`It exited: ${sentence}`)
        return state === 'running'
      },
      IMAGES_SECONDS,
    )
    return session
  }

  /** The status of an upgrade to a session with what this browser would send. */
  async open(session: string, headers: Record<string, string> = {}): Promise<number> {
    const cookie: Record<string, string> = this.cookie === '' ? {} : { Cookie: this.cookie }
    const { port, pathname, origin } = new URL(this.base)
    const path = `${pathname.replace(/\/$/, '')}/s/${session}/rfb${await this.#proof(session)}`
    return upgradeStatus(Number(port), path, { Origin: origin, ...cookie, ...headers })
  }

  /** What stands in the page of a session, for who asks by another name than ours. */
  async #proof(session: string): Promise<string> {
    if (!hasOuter()) return ''
    const page = await (await this.get(`/sessions/${session}`)).text()
    const proof = /data-proof="([^"]+)"/.exec(page)?.[1]
    return proof === undefined ? '' : `?page=${proof}`
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }) {
    const headers = this.cookie === '' ? init.headers : { ...init.headers, cookie: this.cookie }
    const response = await fetch(
      path.startsWith('/') ? `${this.base}${path}` : new URL(path, `${this.base}/`),
      {
        ...init,
        headers,
        redirect: 'manual',
        tls: { rejectUnauthorized: false },
      },
    )
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string) {
    const [pair = '', ...attributes] = line.split(';')
    const cut = pair.indexOf('=')
    const gone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
    if (gone) this.#cookies.delete(pair.slice(0, cut))
    else this.#cookies.set(pair.slice(0, cut), pair.slice(cut + 1))
  }
}
