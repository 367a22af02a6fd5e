import { useTexts } from '../context.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'

const DIGITS = '1234567890'
/** Each place of a keyboard with its letter where nobody says better; some have one only then. */
const LETTERS = [
  'KeyQ:q KeyW:w KeyE:e KeyR:r KeyT:t KeyY:y KeyU:u KeyI:i KeyO:o KeyP:p BracketLeft BracketRight',
  'KeyA:a KeyS:s KeyD:d KeyF:f KeyG:g KeyH:h KeyJ:j KeyK:k KeyL:l Semicolon Quote',
  'KeyZ:z KeyX:x KeyC:c KeyV:v KeyB:b KeyN:n KeyM:m Comma Period Minus',
]
const SYMBOLS = ['!"#$%&\'()*', '+-=/\\|:;<>?', '@[]{}^_`~€']
const FUNCTIONS = [
  ['F1', 'F2', 'F3', 'F4', 'F5', 'F6'],
  ['F7', 'F8', 'F9', 'F10', 'F11', 'F12'],
]

/** The on-screen keyboard under the picture; views/browser/viewer/keyboard.ts. */
export function ViewerKeyboard() {
  const { viewer } = useTexts()
  const names = viewer.keyNames
  return (
    <fieldset
      class="keyboard"
      id="keyboard"
      aria-label={viewer.keyboard}
      data-keyboard
      data-layer="letters"
      hidden
    >
      <div class="line bar">
        <Named name="Escape" label={names.escape} />
        <Named name="Tab" label={names.tab} />
        <ModifierKeys without="ShiftLeft" />
        <Drawn name="ArrowLeft" icon="arrow-left" label={names.left} />
        <Drawn name="ArrowUp" icon="arrow-up" label={names.up} />
        <Drawn name="ArrowDown" icon="arrow-down" label={names.down} />
        <Drawn name="ArrowRight" icon="arrow-right" label={names.right} />
        <Turn to="functions" label={names.functions} />
      </div>
      <div class="line only-letters only-symbols">
        <Characters of={DIGITS} />
      </div>
      {LETTERS.map((line, index) => (
        <div key={line} class="line only-letters">
          {index === 2 && <Modifier name="ShiftLeft" />}
          {line.split(' ').map((place) => {
            const [code, letter] = place.split(':')
            return (
              <button
                key={code}
                type="button"
                data-code={code}
                data-type={letter ?? ''}
                hidden={letter === undefined}
              >
                {letter}
              </button>
            )
          })}
          {index === 2 && <Drawn name="Backspace" icon="delete" label={names.backspace} />}
        </div>
      ))}
      {SYMBOLS.map((line, index) => (
        <div key={line} class="line only-symbols">
          <Characters of={line} />
          {index === 2 && <Drawn name="Backspace" icon="delete" label={names.backspace} />}
        </div>
      ))}
      {FUNCTIONS.map((line) => (
        <div key={line[0]} class="line only-functions">
          {line.map((name) => (
            <Named key={name} name={name} label={name} />
          ))}
        </div>
      ))}
      <div class="line only-functions">
        <Named name="Insert" label={names.insert} />
        <Named name="Home" label={names.home} />
        <Named name="PageUp" label={names.pageUp} />
        <Named name="PrintScreen" label={names.printScreen} />
      </div>
      <div class="line only-functions">
        <Named name="Delete" label={names.delete} />
        <Named name="End" label={names.end} />
        <Named name="PageDown" label={names.pageDown} />
        <Drawn name="Backspace" icon="delete" label={names.backspace} />
      </div>
      <div class="line">
        <Turn to="symbols" label={names.symbols} />
        <Turn to="device" label={viewer.deviceKeyboard} icon="keyboard" />
        <button type="button" class="not-device" data-type=",">
          ,
        </button>
        <button type="button" class="space not-device" data-type=" " aria-label={names.space} />
        <button type="button" class="not-device" data-type=".">
          .
        </button>
        <Drawn name="Enter" icon="corner-down-left" label={names.enter} />
        <button type="button" data-keyboard-toggle aria-label={viewer.closeKeyboard}>
          <Icon name="chevron-down" />
        </button>
      </div>
    </fieldset>
  )
}

/** Those that stick; views/browser/viewer/modifiers.ts. */
export function ModifierKeys(props: { without?: string; class?: string }) {
  const all = ['ControlLeft', 'AltLeft', 'ShiftLeft', 'MetaLeft'] as const
  return all
    .filter((name) => name !== props.without)
    .map((name) => <Modifier key={name} name={name} class={props.class} />)
}

function Modifier(props: {
  name: 'ControlLeft' | 'AltLeft' | 'ShiftLeft' | 'MetaLeft'
  class?: string | undefined
}) {
  const { viewer } = useTexts()
  return (
    <button class={props.class} type="button" data-modifier={props.name} aria-pressed={false}>
      {viewer.modifiers[props.name]}
    </button>
  )
}

function Characters(props: { of: string }) {
  return Array.from(props.of).map((character) => (
    <button key={character} type="button" data-type={character}>
      {character}
    </button>
  ))
}

function Named(props: { name: string; label: string }) {
  return (
    <button type="button" data-key={props.name}>
      {props.label}
    </button>
  )
}

function Drawn(props: { name: string; icon: IconName; label: string }) {
  return (
    <button type="button" data-key={props.name} aria-label={props.label}>
      <Icon name={props.icon} />
    </button>
  )
}

function Turn(props: { to: string; label: string; icon?: IconName }) {
  return (
    <button
      type="button"
      class="turn"
      data-turn={props.to}
      aria-pressed={false}
      aria-label={props.icon && props.label}
    >
      {props.icon ? <Icon name={props.icon} /> : props.label}
    </button>
  )
}
