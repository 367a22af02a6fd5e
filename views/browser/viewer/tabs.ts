import type { Viewing } from './viewing.ts'

type Message = { readonly kind: 'open' | 'here' | 'take' | 'close'; readonly from: string }

/**
 * The same session in two tabs: both work, but each new size of one is a new size for the other, and sound
 * and clipboard come twice. The newer tab says so and offers to be the only one; the others then stand by.
 */
export function watchTabs({ stage, connection, toSession }: Viewing): void {
  const notice = stage.querySelector<HTMLElement>('[data-tabs]')
  if (!notice || !('BroadcastChannel' in window)) return
  const me = `${Date.now()}-${Math.random()}`
  const others = new Set<string>()
  const channel = new BroadcastChannel(`casement ${location.pathname}`)
  const tell = (kind: Message['kind']) => channel.postMessage({ kind, from: me } satisfies Message)

  function use(): void {
    tell('take')
    others.clear()
    hide()
    connection.takeBack()
    toSession()
  }

  function hide(): void {
    if (notice) notice.hidden = true
  }

  channel.addEventListener('message', ({ data }) => {
    if (!isMessage(data)) return
    const { kind, from } = data
    if (kind === 'open' && !connection.isElsewhere) tell('here')
    if (kind === 'here') {
      others.add(from)
      notice.hidden = false
    }
    if (kind === 'close') others.delete(from)
    if (others.size === 0) hide()
    if (kind === 'take') {
      hide()
      connection.giveAway()
    }
  })
  stage.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return
    if (target.closest('[data-use-here]')) use()
    if (target.closest('[data-use-both]')) {
      hide()
      toSession()
    }
  })
  window.addEventListener('pagehide', () => tell('close'))
  // Out of the browser's cache of pages, as it was.
  window.addEventListener('pageshow', ({ persisted }) => persisted && tell('open'))
  tell('open')
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value && 'from' in value
}
