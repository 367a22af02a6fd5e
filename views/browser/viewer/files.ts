import { watchDownloads } from './downloads.ts'
import { chosenIn, droppedIn, holdsFiles, pastedIn } from './dropped.ts'
import { TicketOffice } from './ticket.ts'
import { Uploads } from './uploads.ts'
import type { Viewing } from './viewing.ts'

/** Files: dropped on the page, pasted or chosen, they go into the session; out of it, from a list. */
export function watchFiles({ stage, toSession }: Viewing): void {
  const section = stage.querySelector<HTMLElement>('[data-files]')
  const address = section?.dataset.files
  if (!section || address === undefined) return
  const tickets = new TicketOffice(stage.dataset.ticket ?? '')
  const downloads = section.querySelector<HTMLElement>('[data-downloads]')
  if (downloads) watchDownloads(downloads, address, tickets)
  const place = stage.querySelector<HTMLElement>('[data-uploads]')
  const allowed = section.querySelector('[data-choose]') !== null
  const uploads = place && allowed ? new Uploads(place, address, tickets) : undefined
  watchDrops(stage, uploads)
  if (!uploads) return
  document.addEventListener('paste', (event) => {
    const pasted = pastedIn(event)
    if (pasted.length === 0) return
    event.preventDefault()
    uploads.add(pasted)
  })
  for (const button of section.querySelectorAll<HTMLElement>('[data-choose]')) {
    const kind = button.dataset.choose ?? ''
    const input = section.querySelector<HTMLInputElement>(`[data-chosen="${kind}"]`)
    button.addEventListener('click', () => input?.click())
    input?.addEventListener('change', () => {
      uploads.add(chosenIn(input.files))
      input.value = '' // so that the same one can be chosen again
      toSession()
    })
  }
}

/** A file that is dropped where nobody takes it would be opened in the place of the page. */
function watchDrops(stage: HTMLElement, uploads: Uploads | undefined): void {
  const veil = stage.querySelector<HTMLElement>('[data-drop]')
  const show = (over: boolean) => {
    if (veil) veil.hidden = !over || !uploads
  }
  for (const type of ['dragenter', 'dragover'] as const) {
    window.addEventListener(type, (event) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = uploads ? 'copy' : 'none'
      show(true)
    })
  }
  // Without a place it went to, it has left the window.
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) show(false)
  })
  window.addEventListener('drop', (event) => {
    show(false)
    if (!holdsFiles(event)) return
    event.preventDefault()
    void droppedIn(event).then((dropped) => {
      if (dropped.length > 0) uploads?.add(dropped)
    })
  })
}
