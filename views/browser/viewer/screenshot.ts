import { notify } from './notices.ts'
import type { Viewing } from './viewing.ts'

/** The button with `data-screenshot` saves what the session shows, as a PNG of its size. */
export function watchScreenshot({ stage, screen, toSession }: Viewing): void {
  const button = stage.querySelector<HTMLElement>('[data-screenshot]')
  button?.addEventListener('click', () => {
    const canvas = screen.querySelector('canvas')
    canvas?.toBlob((picture) => {
      if (!picture) return
      const name = `${button.dataset.name} ${stamp(new Date())}.png`
      save(picture, name)
      notify(stage, 'screenshot', { name })
    }, 'image/png')
    toSession()
  })
}

function save(picture: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(picture)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Local time, as file names can bear it: 2026-11-22 14.32.05. */
function stamp(now: Date): string {
  const two = (figure: number) => String(figure).padStart(2, '0')
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-')
  return `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.')}`
}
