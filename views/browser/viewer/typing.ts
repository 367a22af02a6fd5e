import { ComposedText } from './composed.ts'
import { sendKey } from './keysyms.ts'
import { Turns } from './turns.ts'
import type { Viewing } from './viewing.ts'

/** What stands in the field for the backspace of a phone's keyboard to take away. */
const CUSHION = ' '.repeat(60)
const LEAST_CUSHION = 20
const MODIFIER = /^(Control|Alt|AltGraph|Shift|Meta|OS|CapsLock)$/

/**
 * The keyboard's way into the session. Browsers give composed text (input methods, dead keys, emoji,
 * dictation, the keyboards of phones) only to text fields, so the focus is on a field over the screen and
 * not on noVNC's canvas. Keys go on to noVNC as they came; text without keys is typed as it arrives.
 */
export function watchTyping(viewing: Viewing): void {
  const { stage, screen, connection, modifiers, toSession } = viewing
  const field = stage.querySelector<HTMLTextAreaElement>('[data-typing]')
  if (!field) return
  const touch = matchMedia('(any-pointer: coarse)').matches
  // Focused without the device's own keyboard, until somebody asks for it.
  if (touch) field.inputMode = 'none'

  connection.listen({
    opened(rfb) {
      rfb.focusOnClick = false
      // Whoever is in the middle of something else stays there.
      const active = document.activeElement
      if (!active || active === document.body || active.closest('[data-veil]')) toSession()
      const canvas = screen.querySelector('canvas:not(.still)')
      canvas?.addEventListener('gestureend', () => modifiers.used())
    },
    closed: () => modifiers.forget(),
  })
  // After noVNC, which keeps the event to itself.
  screen.addEventListener('mouseup', () => setTimeout(() => modifiers.used()), { capture: true })
  screen.addEventListener('pointerdown', (event) => {
    placeAt(field, stage, event)
    toSession()
  })
  const turns = new Turns()
  for (const type of ['keydown', 'keyup'] as const) {
    field.addEventListener(type, (event) => {
      if (belongsToText(event)) return
      const copy = copyOf(event)
      let sent = false
      turns.take(() => {
        sent = true
        screen.querySelector('canvas:not(.still)')?.dispatchEvent(copy)
        if (type === 'keydown' && !MODIFIER.test(event.key)) modifiers.used()
      })
      // Ctrl V is let through, for the browser to make its paste event of it.
      if (!sent || copy.defaultPrevented) event.preventDefault()
    })
  }
  const clipboard = stage.querySelector<HTMLTextAreaElement>('[data-clipboard*=up]')
  const composed = new ComposedText(stage.dataset.stream ?? '', () => clipboard?.value)
  takeText(field, (before, after) => {
    if (before === after) return
    const { gone, text } = changeOf(before, after)
    turns.take(() => {
      const { rfb } = connection
      if (!rfb) return
      for (let count = 0; count < gone; count += 1) sendKey(rfb, 'Backspace')
      turns.hold(composed.type(rfb, modifiers.shifted ? text.toUpperCase() : text))
      modifiers.used()
    })
  })
}

/** Of a key that is about to become text together with others, noVNC can make nothing. */
function belongsToText(event: KeyboardEvent): boolean {
  if (event.type !== 'keydown') return false
  // 229 is what browsers say of a key that an input method took; Safari of the one that ended it, too.
  return event.isComposing || event.keyCode === 229 || ['Process', 'Dead'].includes(event.key)
}

function copyOf(event: KeyboardEvent): KeyboardEvent {
  return new KeyboardEvent(event.type, {
    key: event.key,
    code: event.code,
    location: event.location,
    repeat: event.repeat,
    ctrlKey: event.ctrlKey,
    shiftKey: event.shiftKey,
    altKey: event.altKey,
    metaKey: event.metaKey,
    modifierAltGraph: event.getModifierState('AltGraph'),
    modifierCapsLock: event.getModifierState('CapsLock'),
    modifierNumLock: event.getModifierState('NumLock'),
    bubbles: true,
    cancelable: true,
  })
}

/**
 * Types into the session what changed in the field. A composition is shown over the screen and typed when
 * it is done; a device's own keyboard composes every word, so its text is typed at once, and retyped where
 * it changes. Not so where compositions are no words of the language yet.
 */
function takeText(
  field: HTMLTextAreaElement,
  changed: (before: string, after: string) => void,
): void {
  const isDevices = () => field.inputMode === 'text'
  const waits = () => !isDevices() || /^(zh|ja|ko)\b/.test(navigator.language)
  let known = ''

  function settle(composing: boolean): void {
    if (composing && waits()) return
    changed(known, field.value)
    known = field.value
    if (!composing) renew()
  }

  function renew(): void {
    const cushion = isDevices() ? CUSHION : ''
    if (isDevices() && field.value.length > LEAST_CUSHION && field.value.length < 400) return
    field.value = cushion
    known = cushion
  }

  field.addEventListener('focus', renew)
  field.addEventListener('input', (event) =>
    settle(event instanceof InputEvent && event.isComposing),
  )
  field.addEventListener('compositionstart', () => {
    field.classList.toggle('composing', waits())
  })
  field.addEventListener('compositionend', () => {
    field.classList.remove('composing')
    settle(false)
  })
}

/** How many characters were taken from the end, and what stands there now. */
function changeOf(before: string, after: string): { gone: number; text: string } {
  const [old, fresh] = [Array.from(before), Array.from(after)]
  let same = 0
  while (same < old.length && old[same] === fresh[same]) same += 1
  return { gone: old.length - same, text: fresh.slice(same).join('') }
}

/** An input method shows its choices at the field: it stands where the person last pointed. */
function placeAt(field: HTMLElement, stage: HTMLElement, event: PointerEvent): void {
  const box = stage.getBoundingClientRect()
  const left = Math.min(event.clientX - box.left, box.width - 240)
  const top = Math.min(event.clientY - box.top, box.height - 80)
  field.style.setProperty('inset-inline-start', `${Math.max(0, left)}px`)
  field.style.setProperty('inset-block-start', `${Math.max(0, top)}px`)
}
