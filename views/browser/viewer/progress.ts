/** What GET /sessions/:id/progress says of a session. */
export interface Progress {
  readonly state: string
  readonly sentence: string | undefined
  /** All of it; whoever knows a field reads it by `numberIn` or `textIn`. */
  readonly body: unknown
}

export type Answer =
  | ({ readonly kind: 'ok' } & Progress)
  | { readonly kind: 'signed-out' }
  /** There is no such session, or it is not this person's. */
  | { readonly kind: 'gone' }
  /** Something answered, but not with this. It may come back. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' }

const LIMIT = 5000

export async function ask(path: string, method: 'GET' | 'POST'): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json' },
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT),
    })
  } catch {
    return { kind: 'unreachable' }
  }
  // A page that asks somebody to sign in is no answer to us.
  if (response.status === 401 || response.redirected) return { kind: 'signed-out' }
  if (response.status === 404 && method === 'GET') return { kind: 'gone' }
  if (!response.ok) return { kind: 'refused' }
  const body: unknown =
    response.status === 204 ? undefined : await response.json().catch(() => undefined)
  return {
    kind: 'ok',
    state: textIn(body, 'state') ?? '',
    sentence: textIn(body, 'sentence'),
    body,
  }
}

export function textIn(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export function numberIn(value: unknown, key: string): number | undefined {
  const found = fieldOf(value, key)
  return typeof found === 'number' ? found : undefined
}

export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Reflect.get(value, key)
}
