/** The end of the session's sound, beside the page's own work: views/browser/viewer/player.ts sends it pieces. */
import { JitterBuffer } from './viewer/jitter-buffer.ts'

class SoundEnd extends AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer(sampleRate)

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<Float32Array[]>) => this.#buffer.push(data)
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    this.#buffer.pull(outputs[0] ?? [])
    return true
  }
}

registerProcessor('casement-sound', SoundEnd)
