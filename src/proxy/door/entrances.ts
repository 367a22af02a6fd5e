import type { Socket } from 'bun'
import { codeOf, messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import type { Client } from './client.ts'
import { Entrance, type EntranceOptions } from './entrance.ts'
import type { Listening } from './listening.ts'

const log = logger('worker')

/** A port cannot be had, for the system's reason in `code`. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused'
  readonly port: number
  readonly code: string

  constructor(port: number, cause: unknown) {
    super(messageOf(cause), { cause })
    this.port = port
    this.code = codeOf(cause) ?? ''
  }
}

/** Which port somebody came to. */
export type Way = {
  readonly tls: boolean
  /** The one of what containers serve. */
  readonly ofSessions: boolean
  /** The one of plain HTTP, which knows nothing but where HTTPS is. */
  readonly redirects: boolean
}

type Hosts = {
  /** Somebody is here. */
  readonly enter: (socket: Socket<Client>, peer: string, way: Way) => void
  /** A TLS handshake came to nothing. */
  readonly failed: () => void
}

/** The ports of one worker. */
export class Entrances implements Disposable {
  readonly #first: Entrance
  readonly #sessions: Entrance | undefined
  readonly #redirect: Entrance | undefined

  constructor(ports: Listening, announced: EntranceOptions['announced'], { enter, failed }: Hosts) {
    const { hostname, port, tls } = ports
    const by = (way: Partial<Way>) => {
      const whole = { tls: tls !== undefined, ofSessions: false, redirects: false, ...way }
      return (socket: Socket<Client>, peer: string) => enter(socket, peer, whole)
    }
    const common = { hostname, announced, failed }
    this.#first = new Entrance({ ...common, port, tls, enter: by({}) })
    if (ports.sessionPort !== undefined) {
      const options = { ...common, port: ports.sessionPort, tls, enter: by({ ofSessions: true }) }
      this.#sessions = open(options, ports.sessionPortMatters ?? false, {
        sentence: 'Web pages of containers cannot be shown: their port is taken',
        help: 'Choose another with --session-port',
      })
    }
    if (ports.redirectPort !== undefined) {
      const way = by({ tls: false, redirects: true })
      const options = { ...common, port: ports.redirectPort, enter: way }
      this.#redirect = open(options, ports.redirectPortMatters ?? false, {
        sentence: 'Nobody who types http:// is led to HTTPS: the port of plain HTTP is taken',
        help: 'Stop what has it, choose another with --redirect-port, or none with --redirect-port none',
      })
    }
  }

  get port(): number {
    return this.#first.port
  }

  get sessionPort(): number | undefined {
    return this.#sessions?.port
  }

  get redirectPort(): number | undefined {
    return this.#redirect?.port
  }

  /** For who comes from now on. */
  certify(certificates: readonly KeyAndCertificate[]) {
    this.#first.certify(certificates)
    this.#sessions?.certify(certificates)
  }

  /** Takes nobody new. */
  stop() {
    for (const one of this.#all) one.stop()
  }

  [Symbol.dispose]() {
    for (const one of this.#all) one[Symbol.dispose]()
  }

  get #all(): Entrance[] {
    return [this.#first, this.#sessions, this.#redirect].filter((one) => one !== undefined)
  }
}

/** None where it was nobody's choice and another program has it. */
function open(
  options: EntranceOptions,
  matters: boolean,
  without: { readonly sentence: string; readonly help: string },
): Entrance | undefined {
  const { port } = options
  try {
    return new Entrance(options)
  } catch (error) {
    if (matters) throw new PortRefused(port, error)
    log.warn(without.sentence, { port, cause: messageOf(error), help: without.help })
    return undefined
  }
}
