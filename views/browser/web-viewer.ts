/** Brings views/web-viewer.tsx to life: the page of the container in its frame, and what stands around it. */

/** Between two looks at whether the session still runs. */
const LOOK_MS = 5_000

const stage = document.getElementById('web-viewer')
const frame = stage?.querySelector('iframe')
if (stage && frame && !frame.hidden) open(stage, frame)

function open(stage: HTMLElement, frame: HTMLIFrameElement): void {
  void enter(stage, frame)
  setInterval(() => void look(stage), LOOK_MS)
  const button = stage.querySelector<HTMLButtonElement>('[data-fullscreen]')
  if (!button) return
  button.hidden = !document.fullscreenEnabled
  // Escape, or the browser's own way, leads out.
  button.addEventListener('click', () => void frame.requestFullscreen({ navigationUI: 'hide' }))
}

/** Hands the ticket in at the other origin, in the body of a form: it stands in no address. */
async function enter(stage: HTMLElement, frame: HTMLIFrameElement): Promise<void> {
  const visit = await askForVisit(stage.dataset.visit ?? '')
  if (!visit) {
    stage.querySelector('[data-failed]')?.removeAttribute('hidden')
    frame.hidden = true
    return
  }
  const form = document.createElement('form')
  form.method = 'post'
  form.action = addressAt(visit.site, stage.dataset.session ?? '')
  form.target = frame.name
  form.hidden = true
  for (const [name, value] of Object.entries({ ticket: visit.ticket, page: location.origin })) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
  form.remove()
}

type Visit = { readonly ticket: string; readonly site: string }

async function askForVisit(address: string): Promise<Visit | undefined> {
  const headers = { accept: 'application/json' }
  try {
    const response = await fetch(address, { method: 'POST', headers, cache: 'no-store' })
    const answer: unknown = response.ok && !response.redirected ? await response.json() : undefined
    return isVisit(answer) ? answer : undefined
  } catch {
    return undefined // No network, or an answer that is none: said on the page.
  }
}

function isVisit(value: unknown): value is Visit {
  if (typeof value !== 'object' || value === null || !('ticket' in value)) return false
  return 'site' in value && typeof value.ticket === 'string' && typeof value.site === 'string'
}

/** `:port`, at the name that this page has; or a domain below which each session has a host. */
function addressAt(site: string, session: string): string {
  const enter = '/.casement/enter'
  if (site.startsWith(':')) return `//${location.hostname}${site}/s/${session}${enter}`
  return `//${session}.${site}${location.port === '' ? '' : `:${location.port}`}${enter}`
}

/** Once it does not run, this address shows how it stands with it. */
async function look({ dataset }: HTMLElement): Promise<void> {
  if (document.hidden) return
  try {
    const headers = { accept: 'application/json' }
    const response = await fetch(dataset.progress ?? '', { headers, cache: 'no-store' })
    const answer: unknown = response.ok && !response.redirected ? await response.json() : {}
    const runs =
      typeof answer === 'object' && answer !== null && 'state' in answer
        ? answer.state === 'running'
        : response.status >= 500
    if (!runs) location.reload()
  } catch {
    // No network: the next look may find it again.
  }
}
