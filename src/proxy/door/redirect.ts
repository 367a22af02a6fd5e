import type { RequestHead } from '../../wire/http1-request.ts'
import { type Answer, answers } from './answers.ts'
import type { NormalPath } from './path.ts'

/**
 * What plain HTTP gets: the same place by HTTPS, at `port` of the host that the browser named. 308 for every method,
 * as Caddy does, so that a form stays a form; it is not to be stored, since ports may change. `secure`: it was HTTPS
 * already, and a proxy in front would send it back here without end.
 */
export function redirected(
  { host }: RequestHead,
  { path, query }: NormalPath,
  port: number,
  secure: boolean,
): Answer {
  if (secure) return answers.misled(port)
  if (host === '') return answers.malformed(400, 'it names no host')
  const name = host.replace(/:\d*$/, '')
  return answers.elsewhere(`https://${name}${port === 443 ? '' : `:${port}`}${path}${query}`)
}
