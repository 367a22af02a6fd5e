import { HEARD_EVERY } from '../../../src/domain/sound.ts'
import { recall, remember } from './memory.ts'
import { canPlay, Player } from './player.ts'
import { SideSocket, type SideState } from './side-socket.ts'
import type { Viewing } from './viewing.ts'

const forBrowser = () => localStorage

/** What there is to say; `playing` and `muted` say themselves by the controls. */
type Condition = 'playing' | 'muted' | 'waiting' | 'lost' | 'absent' | 'unable'

/** The session's sound: views/components/viewer-sound.tsx. There is none where it is switched off. */
export function watchSound(viewing: Viewing): void {
  const section = viewing.stage.querySelector<HTMLElement>('[data-sound]')
  const mute = section?.querySelector<HTMLButtonElement>('[data-mute]')
  const volume = section?.querySelector<HTMLInputElement>('[data-volume]')
  if (!section || !mute || !volume) return
  if (canPlay()) new Sound(viewing, section, mute, volume)
  else {
    mute.disabled = true
    volume.disabled = true
    say(section, 'unable')
  }
}

function say(section: HTMLElement, condition: Condition): void {
  section.dataset.condition = condition
  for (const line of section.querySelectorAll<HTMLElement>('[data-when]')) {
    line.hidden = line.dataset.when !== condition
  }
}

class Sound {
  #player: Player | undefined
  #muted = recall(forBrowser, 'sound') === 'muted'
  #heard = 0
  readonly #socket: SideSocket
  readonly #section: HTMLElement
  readonly #mute: HTMLButtonElement
  readonly #volume: HTMLInputElement
  /** In the head of the section, which is seen while it is folded. */
  readonly #shown: Element | null

  constructor(
    viewing: Viewing,
    section: HTMLElement,
    mute: HTMLButtonElement,
    volume: HTMLInputElement,
  ) {
    this.#section = section
    this.#mute = mute
    this.#volume = volume
    this.#shown = viewing.stage.querySelector('[data-loudness]')
    const changed = (state: SideState) => this.#follow(state)
    this.#socket = new SideSocket(viewing, 'sound', changed, (packet) => this.#hear(packet))
    const known = Number(recall(forBrowser, 'volume') ?? 100)
    if (known >= 0 && known <= 100) volume.value = String(known)
    mute.addEventListener('click', () => this.#turn(!this.#muted))
    volume.addEventListener('input', () => this.#louder())
    // Browsers let nobody be heard before the person has done something on the page.
    const gesture = () => void this.#player?.context.resume()
    for (const event of ['pointerdown', 'keydown', 'touchend']) {
      window.addEventListener(event, gesture, { capture: true })
    }
    this.#show()
    if (!this.#muted) this.#begin()
  }

  #turn(muted: boolean): void {
    this.#muted = muted
    remember(forBrowser, 'sound', muted ? 'muted' : 'on')
    this.#show()
    if (muted) this.#stop()
    else this.#begin()
  }

  #louder(): void {
    remember(forBrowser, 'volume', this.#volume.value)
    if (this.#player) this.#player.volume = this.#loudness
    this.#show()
    if (this.#muted) this.#turn(false)
  }

  get #loudness(): number {
    return Number(this.#volume.value) / 100
  }

  /** Nothing is fetched before it can be heard. */
  #begin(): void {
    const player = new Player()
    this.#player?.close()
    this.#player = player
    player.volume = this.#loudness
    const follow = () => {
      if (this.#player !== player) return
      const running = player.context.state === 'running'
      this.#socket.wanted = running
      this.#say(running ? 'playing' : 'waiting')
    }
    const worklet = this.#section.dataset.worklet ?? ''
    player.open(worklet).then(
      () => {
        player.context.onstatechange = follow
        follow()
      },
      () => {
        if (this.#player === player) this.#say('unable')
      },
    )
  }

  /** Muted, nothing of it is sent either. */
  #stop(): void {
    this.#socket.wanted = false
    this.#player?.close()
    this.#player = undefined
    this.#say('muted')
  }

  #hear(packet: ArrayBuffer): void {
    this.#player?.play(packet)
    this.#heard += 1
    if (this.#heard % HEARD_EVERY !== 0) return
    const said = new DataView(new ArrayBuffer(4))
    said.setUint32(0, this.#heard)
    this.#socket.send(said)
  }

  #follow(state: SideState): void {
    if (state === 'open') this.#heard = 0
    if (this.#muted) return
    if (state === 'lost' || state === 'absent') this.#say(state)
    else if (state === 'open') this.#say('playing')
  }

  #show(): void {
    const { percent = '', muted = '' } = this.#section.dataset
    const loudness = this.#muted ? muted : percent.replace('{percent}', this.#volume.value)
    this.#mute.setAttribute('aria-pressed', String(this.#muted))
    this.#volume.setAttribute('aria-valuetext', loudness)
    if (this.#shown) this.#shown.textContent = loudness
  }

  #say(condition: Condition): void {
    say(this.#section, condition)
  }
}
