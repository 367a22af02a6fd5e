import { say } from './notices.ts'
import type { Viewing } from './viewing.ts'

/**
 * The buttons with `data-act`: POST it below the session's address, and see what becomes of the session. A
 * refusal is said in the server's words.
 */
export function watchActions({ stage, connection, toSession }: Viewing): void {
  stage.addEventListener('click', async ({ target }) => {
    if (!(target instanceof Element)) return
    const button = target.closest<HTMLButtonElement>('[data-act]')
    if (!button || button.ariaBusy === 'true') return
    button.ariaBusy = 'true'
    const { act, seen } = button.dataset
    const refusal = await post(
      `${stage.dataset.session}/${act}`,
      seen === undefined ? {} : { seen },
    )
    button.ariaBusy = null
    if (refusal !== undefined) say(stage, refusal || (stage.dataset.sayFailed ?? ''))
    toSession()
    connection.hurry()
  })
}

/** The sentence of a refusal, empty where there is none; undefined when it was done. */
async function post(path: string, fields: Record<string, string>): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    })
    if (response.ok) return undefined
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null || !('error_message' in body)) return ''
    return typeof body.error_message === 'string' ? body.error_message : ''
  } catch {
    return '' // No network, or an answer that is none.
  }
}
