import { Elysia } from 'elysia'
import { requestId } from './request.ts'

/** No inline script or style, nothing from elsewhere, nobody may frame us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const NOTHING_ALLOWED = 'camera=(), microphone=(), geolocation=(), payment=()'

/** For a page that asks for the microphone, once the person has switched it on. */
export const MICROPHONE_ALLOWED = {
  'permissions-policy': NOTHING_ALLOWED.replace('microphone=()', 'microphone=(self)'),
} as const

/**
 * For a page that shows one of a container in a frame and hands a ticket in there. `site` is a port of any name that
 * people may have come by, behind whatever stands in front of us, or a domain.
 */
export function framing(site: string) {
  const places = site.startsWith(':') ? `*${site}` : `*.${site}:*`
  const policy = CONTENT_SECURITY_POLICY.replace(
    "form-action 'self'",
    `form-action 'self' ${places}`,
  )
  return { 'content-security-policy': `${policy}; frame-src ${places}` } as const
}

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': NOTHING_ALLOWED,
  // Whatever says nothing else is private to one person.
  'cache-control': 'no-store',
} as const

/** On every answer, refusals included. A response that sets one of them itself keeps its own. */
export function commonHeaders() {
  return new Elysia({ name: 'common-headers' }).onRequest(({ request, set }) => {
    Object.assign(set.headers, HEADERS)
    set.headers['x-request-id'] = requestId(request)
  })
}
