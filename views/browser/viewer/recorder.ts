/** Why there is no microphone. */
export type Refusal = 'denied' | 'missing' | 'busy' | 'unable'

/** What a microphone tells while it is open. */
export interface RecorderEvents {
  /** 20 ms of speech, as src/domain/sound.ts says. */
  piece(bytes: ArrayBuffer): void
  /** The computer or the browser keeps it silent, or no longer does. */
  muted(muted: boolean): void
  /** It was unplugged, or the permission taken back. */
  ended(): void
}

/** A microphone that somebody has switched on. Closed, the browser captures nothing. */
export class Recorder {
  readonly #stream: MediaStream
  readonly #context = new AudioContext({ latencyHint: 'interactive' })

  private constructor(stream: MediaStream) {
    this.#stream = stream
  }

  /** Asks the person, where the browser does not know the answer. `worklet`: of microphone-worklet.js. */
  static async open(worklet: string, events: RecorderEvents): Promise<Recorder | Refusal> {
    // Absent on a page that is not secure.
    if (!('mediaDevices' in navigator) || !('AudioWorklet' in window)) return 'unable'
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
      })
    } catch (error) {
      return reasonOf(error)
    }
    const recorder = new Recorder(stream)
    try {
      await recorder.#listen(worklet, events)
    } catch {
      recorder.close()
      return 'unable'
    }
    return recorder
  }

  async #listen(worklet: string, events: RecorderEvents): Promise<void> {
    const [track] = this.#stream.getAudioTracks()
    if (!track) throw new Error('A microphone without a track')
    track.onmute = () => events.muted(true)
    track.onunmute = () => events.muted(false)
    track.onended = () => events.ended()
    await this.#context.audioWorklet.addModule(worklet)
    const end = new AudioWorkletNode(this.#context, 'casement-microphone', { numberOfOutputs: 0 })
    end.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer>>) =>
      events.piece(data.buffer)
    this.#context.createMediaStreamSource(this.#stream).connect(end)
    await this.#context.resume()
    if (track.muted) events.muted(true)
  }

  close(): void {
    for (const track of this.#stream.getTracks()) track.stop()
    void this.#context.close()
  }
}

function reasonOf(error: unknown): Refusal {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'unable'
}
