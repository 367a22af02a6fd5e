/** Brings views/viewer.tsx to life: noVNC on the screen, and what stands around it. */
// The first of all: it opens the way to the session.
import './viewer/early.ts'

import { watchActions } from './viewer/actions.ts'
import { watchClipboard } from './viewer/clipboard.ts'
import { Connection } from './viewer/connection.ts'
import { watchFiles } from './viewer/files.ts'
import { watchFullscreen } from './viewer/fullscreen.ts'
import { watchHint } from './viewer/hint.ts'
import { watchKeyboard } from './viewer/keyboard.ts'
import { watchKeys } from './viewer/keys.ts'
import { watchMicrophone } from './viewer/microphone.ts'
import { Modifiers } from './viewer/modifiers.ts'
import { watchPanel } from './viewer/panel.ts'
import { watchPrints } from './viewer/prints.ts'
import { watchQuality } from './viewer/quality.ts'
import { watchScreenshot } from './viewer/screenshot.ts'
import { watchSound } from './viewer/sound.ts'
import { watchStates } from './viewer/states.ts'
import { watchTabs } from './viewer/tabs.ts'
import { watchTyping } from './viewer/typing.ts'
import type { Viewing } from './viewer/viewing.ts'
import { watchWarnings } from './viewer/warnings.ts'

/** In the order in which they hear of a new connection. */
const MODULES = [
  watchStates,
  watchTyping,
  watchClipboard,
  watchPanel,
  watchHint,
  watchKeys,
  watchKeyboard,
  watchQuality,
  watchFullscreen,
  watchScreenshot,
  watchActions,
  watchTabs,
  watchWarnings,
  watchSound,
  watchMicrophone,
  watchFiles,
  watchPrints,
]

const stage = document.getElementById('viewer')
const screen = stage?.querySelector<HTMLElement>('[data-screen]')
if (stage && screen) open(stage, screen)

function open(stage: HTMLElement, screen: HTMLElement): void {
  const { ticket = '', stream = '', proof = '', progress = '' } = stage.dataset
  const connection = new Connection({ ticket, stream, proof, progress }, screen)
  const modifiers = new Modifiers(stage, () => connection.rfb)
  const field = stage.querySelector<HTMLElement>('[data-typing]')
  const toSession = () => field?.focus({ preventScroll: true })
  const viewing: Viewing = { stage, screen, connection, modifiers, toSession }
  for (const watch of MODULES) watch(viewing)
  connection.start()
}
