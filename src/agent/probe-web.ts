import type { Desktop } from './probe.ts'

const ATTEMPT_MS = 5000

/**
 * Asks for the page as a visitor would, with what opens it: servers of such images shut out who comes with a wrong
 * password. Any answer that is no fault of the server's means that it is there.
 */
export async function knockWeb(
  { host, port, password, web }: Desktop,
  signal: AbortSignal,
): Promise<'open' | 'refused' | 'silent'> {
  if (!web) return 'silent'
  const credentials = Buffer.from(`${web.user}:${password}`).toString('base64')
  const address = host.includes(':') ? `[${host}]` : host
  try {
    const response = await fetch(`${web.scheme}://${address}:${port}${web.path}`, {
      headers: web.user === '' ? {} : { authorization: `Basic ${credentials}` },
      redirect: 'manual',
      // Its certificate is judged by who brings people there.
      tls: { rejectUnauthorized: false },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    })
    await response.body?.cancel()
    // Where nobody's name opens it, asking for one is what it does.
    if (web.user !== '' && response.status === 401) return 'refused'
    return response.status < 500 ? 'open' : 'silent'
  } catch {
    return 'silent' // not there yet, or called off
  }
}
