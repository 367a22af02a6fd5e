import { messageOf } from '../errors.ts'

export type Readiness = { readonly ready: boolean; readonly says: string }

/**
 * Asks as a browser would, through the front door: /readyz, then the page that a person gets first.
 * The certificate is not verified: it may be our own, for another name, and nothing secret is said.
 */
export async function askReadiness(url: string): Promise<Readiness> {
  try {
    const health = await get(url, '/readyz')
    const says = (await health.text()).trim().slice(0, 2000)
    if (!health.ok) return { ready: false, says }
    const page = await get(url, '/')
    const html = page.headers.get('content-type')?.startsWith('text/html') ?? false
    await page.body?.cancel()
    if (page.ok && html) return { ready: true, says }
    return { ready: false, says: `the sign-in page answers with ${page.status}` }
  } catch (error) {
    return { ready: false, says: messageOf(error) }
  }
}

function get(url: string, path: string): Promise<Response> {
  return fetch(new URL(path, url), {
    signal: AbortSignal.timeout(5000),
    tls: { rejectUnauthorized: false },
  })
}
