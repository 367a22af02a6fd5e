/** What the microphone hears, in pieces as they are sent: views/browser/viewer/recorder.ts takes them. */
import { Speech } from './viewer/speech.ts'

class MicrophoneEnd extends AudioWorkletProcessor {
  readonly #speech = new Speech(sampleRate)

  process(inputs: Float32Array[][]): boolean {
    const heard = inputs[0]?.[0]
    if (!heard) return true
    for (const piece of this.#speech.push(heard)) this.port.postMessage(piece, [piece.buffer])
    return true
  }
}

registerProcessor('casement-microphone', MicrophoneEnd)
