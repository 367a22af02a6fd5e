import { Recorder, type Refusal } from './recorder.ts'
import { SideSocket, type SideState } from './side-socket.ts'
import type { Viewing } from './viewing.ts'

/** Speech that could not be sent for this many bytes (some 300 ms) is left out. */
const MOST_UNSENT = 32 * 1024

type Condition = 'off' | 'asking' | 'on' | 'muted' | 'ended' | 'lost' | 'absent' | Refusal

/**
 * The person's microphone: views/components/viewer-sound.tsx. It is off on each new page; the browser is asked
 * for it, and it hears anything, only while the switch is on. There is none where it is switched off.
 */
export function watchMicrophone(viewing: Viewing): void {
  const section = viewing.stage.querySelector<HTMLElement>('[data-microphone]')
  const toggle = section?.querySelector<HTMLInputElement>('input')
  if (section && toggle) new Microphone(viewing, section, toggle)
}

class Microphone {
  #recorder: Recorder | undefined
  /** Rises with each turn of the switch: an answer to an earlier one comes too late. */
  #turn = 0
  #muted = false
  readonly #socket: SideSocket
  readonly #stage: HTMLElement
  readonly #section: HTMLElement
  readonly #toggle: HTMLInputElement

  constructor(viewing: Viewing, section: HTMLElement, toggle: HTMLInputElement) {
    this.#stage = viewing.stage
    this.#section = section
    this.#toggle = toggle
    this.#socket = new SideSocket(
      viewing,
      'microphone',
      (state) => this.#follow(state),
      () => undefined,
    )
    toggle.checked = false // a browser that restores forms switches nothing on
    toggle.addEventListener('change', () => {
      if (toggle.checked) void this.#switchOn()
      else this.#switchOff('off')
    })
    viewing.connection.listen({
      changed: ({ kind }) => {
        const over = kind === 'ended' || kind === 'signed-out'
        if (over && this.#toggle.checked) this.#switchOff('off')
      },
    })
  }

  async #switchOn(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    this.#say('asking')
    const recorder = await Recorder.open(this.#section.dataset.worklet ?? '', {
      piece: (bytes) => this.#socket.send(bytes, MOST_UNSENT),
      muted: (muted) => {
        this.#muted = muted
        this.#follow(this.#socket.state)
      },
      ended: () => {
        if (turn === this.#turn) this.#switchOff('ended')
      },
    })
    if (turn !== this.#turn) {
      if (typeof recorder !== 'string') recorder.close()
    } else if (typeof recorder === 'string') this.#switchOff(recorder)
    else {
      this.#recorder = recorder
      this.#socket.wanted = true
      this.#follow(this.#socket.state)
    }
  }

  #switchOff(why: Condition): void {
    this.#turn += 1
    this.#toggle.checked = false
    this.#socket.wanted = false
    this.#recorder?.close()
    this.#recorder = undefined
    this.#muted = false
    this.#say(why)
  }

  #follow(state: SideState): void {
    if (!this.#recorder) return
    if (state === 'absent') this.#switchOff('absent')
    else if (state === 'lost') this.#say('lost')
    else if (state === 'open') this.#say(this.#muted ? 'muted' : 'on')
  }

  #say(condition: Condition): void {
    this.#stage.dataset.microphone = this.#recorder ? 'on' : 'off'
    for (const line of this.#section.querySelectorAll<HTMLElement>('[data-when]')) {
      line.hidden = line.dataset.when !== condition
    }
  }
}
