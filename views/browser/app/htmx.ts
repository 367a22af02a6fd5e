/** The part of htmx's event detail that is used here. */
interface RequestContext {
  sourceElement: Element
  target: Element | string
  swap: string
  request: { method: string }
  response: { status: number; raw: Response }
}

function contextOf(event: Event): RequestContext | undefined {
  return event instanceof CustomEvent ? event.detail?.ctx : undefined
}

/**
 * Three manners on top of htmx:
 * a redirect goes somewhere (fetch would follow it and htmx would put the page into the form's place);
 * a failure never replaces what was typed: it is shown in `#problems`, and a poll that fails is silent;
 * a poll waits while the page is hidden or somebody stands in a dialog or menu of what it replaces, and
 * an answer that comes then is dropped.
 */
export function setHtmxManners(afterSwap: () => void): void {
  document.addEventListener('htmx:before:request', (event) => {
    const ctx = contextOf(event)
    if (ctx && isPoll(ctx) && isBusy(ctx.sourceElement)) event.preventDefault()
  })
  document.addEventListener('htmx:before:response', (event) => {
    const ctx = contextOf(event)
    if (!ctx) return
    if (ctx.response.raw.redirected) {
      event.preventDefault()
      location.assign(ctx.response.raw.url)
    } else if (isPoll(ctx) && isBusy(ctx.sourceElement)) event.preventDefault()
  })
  document.addEventListener('htmx:response:error', (event) => {
    const ctx = contextOf(event)
    if (!ctx || ctx.response.status === 422) return
    const problems = document.getElementById('problems')
    if (isPoll(ctx) || !problems) {
      ctx.swap = 'none'
      return
    }
    ctx.target = problems
    ctx.swap = 'innerHTML'
  })
  document.addEventListener('htmx:error', (event) => {
    const ctx = contextOf(event)
    if (!ctx || isPoll(ctx)) return
    const problems = document.getElementById('problems')
    const template = problems?.querySelector('template')
    if (problems && template) problems.append(template.content.cloneNode(true))
  })
  document.addEventListener('htmx:after:swap', () => {
    if (document.querySelector('[data-reload]')) location.reload()
    else afterSwap()
  })
}

function isPoll({ request }: RequestContext): boolean {
  return request.method === 'GET'
}

function isBusy(element: Element): boolean {
  return (
    document.hidden ||
    element.querySelector('dialog[open], :popover-open, [data-sent], .pick:checked') !== null
  )
}
