import { codeOf, messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { Entrance, type EntranceOptions } from './entrance.ts'

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

/** The port of what containers serve; none where it was nobody's choice and another program has it. */
export function sessionEntrance(options: EntranceOptions, matters: boolean): Entrance | undefined {
  const { port } = options
  try {
    return new Entrance(options)
  } catch (error) {
    if (matters) throw new PortRefused(port, error)
    log.warn('Web pages of containers cannot be shown: their port is taken', {
      port,
      cause: messageOf(error),
      help: 'Choose another with --session-port',
    })
    return undefined
  }
}
