import { messageOf } from '../errors.ts'

export type Readiness = { readonly ready: boolean; readonly says: string }

/**
 * Asks /readyz as any client would, through the front door. The certificate is not verified: it may
 * be our own, for another name, and nothing secret is said.
 */
export async function askReadiness(url: string): Promise<Readiness> {
  try {
    const response = await fetch(new URL('/readyz', reachable(url)), {
      signal: AbortSignal.timeout(5000),
      tls: { rejectUnauthorized: false },
    })
    return { ready: response.ok, says: (await response.text()).trim().slice(0, 2000) }
  } catch (error) {
    return { ready: false, says: messageOf(error) }
  }
}

/** A listener on every address is asked on this one. */
function reachable(url: string): URL {
  const target = new URL(url)
  if (target.hostname === '0.0.0.0') target.hostname = '127.0.0.1'
  if (target.hostname === '[::]') target.hostname = '[::1]'
  return target
}
