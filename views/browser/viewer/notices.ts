const STAYS = 6000

let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Says one of the stage's sentences (`data-say-<name>`) under the picture for a few seconds, with figures
 * in place of its `{names}`.
 */
export function notify(
  stage: HTMLElement,
  name: string,
  figures: Record<string, string> = {},
): void {
  const template = stage.getAttribute(`data-say-${name}`)
  if (template !== null) say(stage, fill(template, figures))
}

/** The same with a sentence that the server wrote. */
export function say(stage: HTMLElement, sentence: string): void {
  const place = stage.querySelector<HTMLElement>('[data-notice]')
  if (!place) return
  place.textContent = sentence
  place.classList.add('shown')
  clearTimeout(timer)
  timer = setTimeout(() => place.classList.remove('shown'), STAYS)
}

export function fill(template: string, figures: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => figures[name] ?? whole)
}
