import { codeOf, messageOf } from '../errors.ts'
import { host as texts } from '../texts/host.ts'

/** Docker Engine did not answer: absent, stopped or stuck. Trying again later may help. */
export class DockerUnreachable extends Error {
  override readonly name = 'DockerUnreachable'
}

/** Docker Engine answered no. */
export class DockerRefused extends Error {
  override readonly name = 'DockerRefused'
  readonly status: number

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** What the Docker client threw, as a sentence for an admin with the cause behind it. */
export function dockerError(cause: unknown, socket: string): DockerUnreachable | DockerRefused {
  if (cause instanceof DockerUnreachable || cause instanceof DockerRefused) return cause
  const status = statusOf(cause)
  if (status !== undefined) {
    const said = wordsOf(cause)
    const sentence = /no space left on device/i.test(said)
      ? texts.dockerFull(said)
      : texts.dockerSaid(said)
    return new DockerRefused(sentence, status, { cause })
  }
  return new DockerUnreachable(unreachable(cause, socket), { cause })
}

/** Docker's status on an error of ours, to tell "is not there" from the rest. */
export function isStatus(error: unknown, status: number): boolean {
  return error instanceof DockerRefused && error.status === status
}

function unreachable(cause: unknown, socket: string): string {
  const code = codeOf(cause)
  if (code === 'ENOENT') return texts.dockerAbsent(socket)
  if (code === 'ECONNREFUSED') return texts.dockerRefuses(socket)
  if (code === 'EACCES' || code === 'EPERM') return texts.dockerForbidden(socket)
  if (cause instanceof Error && /^(Abort|Timeout)Error$/.test(cause.name)) {
    return texts.dockerSilent(socket)
  }
  return texts.dockerBroke(messageOf(cause))
}

function statusOf(cause: unknown): number | undefined {
  if (typeof cause !== 'object' || cause === null || !('statusCode' in cause)) return undefined
  return typeof cause.statusCode === 'number' ? cause.statusCode : undefined
}

/** Docker's own message, without what the client wraps round it. */
export function wordsOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'json' in cause) {
    const { json } = cause
    if (typeof json === 'object' && json !== null && 'message' in json) {
      return String(json.message).trim().replace(/\.$/, '')
    }
  }
  const said = messageOf(cause).replace(/^\(HTTP code \d+\) .*? - /, '')
  return said.trim().replace(/\.$/, '')
}
