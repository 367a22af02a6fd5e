import { isKey, sendKey, sendText } from './keysyms.ts'
import { recall, remember } from './memory.ts'
import type { Viewing } from './viewing.ts'

const REPEAT_AFTER = 450
const REPEAT_EVERY = 60
const LAYERS = ['letters', 'symbols', 'functions', 'device'] as const
const forBrowser = () => localStorage

type Layer = (typeof LAYERS)[number]

/**
 * The on-screen keyboard. Fingers begin with their device's own keyboard, and keys beside it that it has not;
 * the letters are for screens without one. Pressed with a pointer it leaves the focus where it is.
 */
export function watchKeyboard(viewing: Viewing): void {
  const { stage, connection, modifiers, toSession } = viewing
  const keyboard = stage.querySelector<HTMLElement>('[data-keyboard]')
  const field = stage.querySelector<HTMLTextAreaElement>('[data-typing]')
  if (!keyboard || !field) return
  const touch = matchMedia('(any-pointer: coarse)').matches
  const known = recall(forBrowser, 'keyboard')
  /** Where the other layers lead back to. */
  let base: Layer = known === 'letters' || !touch ? 'letters' : 'device'
  let layer: Layer = base

  function show(open: boolean): void {
    if (!keyboard) return
    keyboard.hidden = !open
    for (const toggle of stage.querySelectorAll('[data-keyboard-toggle]')) {
      toggle.setAttribute('aria-expanded', String(open))
    }
    turnTo(layer)
  }

  function turnTo(next: Layer): void {
    if (!keyboard || !field) return
    layer = next
    keyboard.dataset.layer = next
    for (const button of keyboard.querySelectorAll<HTMLElement>('[data-turn]')) {
      button.setAttribute('aria-pressed', String(button.dataset.turn === next))
    }
    if (touch) askDevice(field, !keyboard.hidden && next === 'device')
    toSession()
  }

  function press(button: HTMLElement): void {
    const { rfb } = connection
    if (!rfb) return
    const { key = '', type = '' } = button.dataset
    if (isKey(key)) sendKey(rfb, key)
    else sendText(rfb, modifiers.shifted ? type.toUpperCase() : type)
    modifiers.used()
  }

  stage.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return
    if (event.target.closest('[data-keyboard-toggle]')) show(keyboard.hidden !== false)
  })
  keyboard.addEventListener('click', (event) => {
    const button = buttonOf(event)
    if (!button) return
    const { turn } = button.dataset
    const next = LAYERS.find((one) => one === turn)
    if (next === 'device') {
      base = layer === 'device' ? 'letters' : 'device'
      remember(forBrowser, 'keyboard', base)
      turnTo(base)
    } else if (next) turnTo(next === layer ? base : next)
    else if (isTyped(button) && event.detail === 0) press(button) // not with a pointer
  })
  repeatWhileDown(keyboard, press)
  for (const part of stage.querySelectorAll('[data-keyboard], [data-modifier]')) {
    part.addEventListener('mousedown', (event) => event.preventDefault())
  }
  keyboard.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false)
  })
  stage.addEventListener('shift', () => relabel(keyboard, modifiers.shifted))
  void takeLayout(keyboard)
  fitAbove(stage)
}

function buttonOf(event: Event): HTMLElement | undefined {
  if (!(event.target instanceof Element)) return undefined
  return event.target.closest<HTMLElement>('button') ?? undefined
}

function isTyped(button: HTMLElement): boolean {
  return button.dataset.key !== undefined || button.dataset.type !== undefined
}

function repeatWhileDown(keyboard: HTMLElement, press: (button: HTMLElement) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  keyboard.addEventListener('pointerdown', (event) => {
    const button = buttonOf(event)
    if (!button || !isTyped(button)) return
    const again = () => {
      press(button)
      timer = setTimeout(again, REPEAT_EVERY)
    }
    press(button)
    timer = setTimeout(again, REPEAT_AFTER)
  })
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) {
    keyboard.addEventListener(type, () => clearTimeout(timer))
  }
}

/** A keyboard of the device comes with the focus, to a field that wants one. */
function askDevice(field: HTMLTextAreaElement, wanted: boolean): void {
  const mode = wanted ? 'text' : 'none'
  if (field.inputMode === mode) return
  field.inputMode = mode
  field.blur()
}

function relabel(keyboard: HTMLElement, shifted: boolean): void {
  for (const button of keyboard.querySelectorAll<HTMLElement>('[data-type]')) {
    const { type = '' } = button.dataset
    if (type !== ' ') button.textContent = shifted ? type.toUpperCase() : type
  }
}

/** Puts the person's own letters on the keys, where the browser tells: AZERTY, umlauts. */
async function takeLayout(keyboard: HTMLElement): Promise<void> {
  const layout = await navigator.keyboard?.getLayoutMap?.()
  if (!layout) return
  for (const button of keyboard.querySelectorAll<HTMLElement>('[data-code]')) {
    const letter = layout.get(button.dataset.code ?? '') ?? ''
    button.hidden = !/^\p{L}$/u.test(letter)
    button.dataset.type = letter
    button.textContent = letter
  }
}

/** A device's keyboard covers the page and only says so here: the stage ends above it. */
function fitAbove(stage: HTMLElement): void {
  const seen = window.visualViewport
  seen?.addEventListener('resize', () => {
    const covered = seen.scale === 1 && seen.height < window.innerHeight - 80
    stage.style.setProperty('block-size', covered ? `${seen.height}px` : '')
    if (covered) window.scrollTo(0, 0)
  })
}
