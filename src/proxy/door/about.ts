import { lookIn } from '../../domain/look.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import type { Forwarded } from './exchange.ts'

/** Of one request: what it is called, and how the asker wants answers of ours. */
export type About = Omit<Forwarded, 'head'>

/** `fields` are lent. A page is in the language and theme that the person chose, as our cookie says. */
export function aboutOf(
  requestId: string,
  head: RequestHead,
  fields: Fields,
  prefix: string,
): About {
  const html = fields.get('accept')?.includes('text/html') ?? false
  const { language, theme } = lookIn(html ? (fields.get('cookie') ?? '') : '')
  const [whole = ''] = head.target.split('?', 1)
  return {
    html,
    requestId,
    languages: language ?? fields.get('accept-language'),
    theme,
    path: whole.startsWith(`${prefix}/`) ? whole.slice(prefix.length) : whole,
    reading: head.method === 'GET' && !head.websocket,
  }
}
