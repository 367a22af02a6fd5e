import { SAMPLE_RATE, SOUND_CHANNELS } from '../../../src/domain/sound.ts'

/** Nothing needs to tell the packets of one decoder from key frames: each stands for itself. */
const EACH = 'key'

/** Whether this browser can decode sound and play it; on a page that is not secure, none can. */
export function canPlay(): boolean {
  return 'AudioDecoder' in window && 'AudioWorklet' in window
}

/** Packets of Opus to the ear. Closed, it is over; a new one begins anew. */
export class Player {
  readonly context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' })
  readonly #gain = this.context.createGain()
  #end: AudioWorkletNode | undefined
  #decoder: AudioDecoder | undefined

  /** `worklet` is the address of sound-worklet.js. */
  async open(worklet: string): Promise<void> {
    await this.context.audioWorklet.addModule(worklet)
    const end = new AudioWorkletNode(this.context, 'casement-sound', {
      numberOfInputs: 0,
      outputChannelCount: [SOUND_CHANNELS],
    })
    end.connect(this.#gain).connect(this.context.destination)
    this.#end = end
  }

  /** 0 to 1. The ear hears loudness by its logarithm, which a square comes near to. */
  set volume(volume: number) {
    this.#gain.gain.setTargetAtTime(volume * volume, this.context.currentTime, 0.01)
  }

  play(packet: ArrayBuffer): void {
    if (this.#decoder?.state !== 'configured') this.#decoder = this.#newDecoder()
    this.#decoder.decode(new EncodedAudioChunk({ type: EACH, timestamp: 0, data: packet }))
  }

  #newDecoder(): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (data) => this.#take(data),
      // It is closed then, and the next packet gets a new one.
      error: () => undefined,
    })
    decoder.configure({
      codec: 'opus',
      sampleRate: SAMPLE_RATE,
      numberOfChannels: SOUND_CHANNELS,
    })
    return decoder
  }

  #take(data: AudioData): void {
    const channels = Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
      const channel = new Float32Array(data.numberOfFrames)
      data.copyTo(channel, { planeIndex, format: 'f32-planar' })
      return channel
    })
    data.close()
    this.#end?.port.postMessage(
      channels,
      channels.map(({ buffer }) => buffer),
    )
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close()
    if (this.context.state !== 'closed') void this.context.close()
  }
}
