export type Tone = {
  /** The strongest frequency, within about a tenth of a hertz for a pure tone. */
  readonly hertz: number
  /** Root of the mean square: 0 is silence, 0.7 the loudest pure tone. */
  readonly level: number
}

const LOWEST = 60
const HIGHEST = 4000

/** What is heard in samples between -1 and 1. Half a second of them is enough. */
export function toneOf(samples: readonly number[], rate: number): Tone {
  const level = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
  const windowed = samples.map(
    (one, at) => one * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / samples.length)),
  )
  const strength = (hertz: number) => strengthOf(windowed, rate, hertz)
  // No step is wider than what the window makes of one tone, so none is stepped over.
  const step = rate / samples.length
  let hertz = strongest(range(LOWEST, HIGHEST, step), strength)
  for (const finer of [step / 10, step / 100]) {
    hertz = strongest(range(hertz - 10 * finer, hertz + 10 * finer, finer), strength)
  }
  return { hertz, level }
}

function* range(from: number, to: number, step: number) {
  for (let one = from; one <= to; one += step) yield one
}

function strongest(candidates: Iterable<number>, strength: (hertz: number) => number): number {
  let best = { hertz: 0, strength: -1 }
  for (const hertz of candidates) {
    const found = strength(hertz)
    if (found > best.strength) best = { hertz, strength: found }
  }
  return best.hertz
}

/** Goertzel's way to one line of the spectrum. */
function strengthOf(samples: readonly number[], rate: number, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate)
  let before = 0
  let now = 0
  for (const sample of samples) {
    const next = sample + turn * now - before
    before = now
    now = next
  }
  return now * now + before * before - turn * now * before
}

/** A file of 16 bits and one channel, as WAVE has it. */
export function waveFile(samples: readonly number[], rate: number): Buffer {
  const head = Buffer.alloc(44)
  const bytes = samples.length * 2
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  const body = Buffer.alloc(bytes)
  for (const [at, sample] of samples.entries()) {
    body.writeInt16LE(Math.round(sample * 0x7fff), at * 2)
  }
  return Buffer.concat([head, body])
}

/** Samples of signed 16 bits, as `parec --raw` writes them. */
export function samplesOf(raw: Buffer): number[] {
  return Array.from(
    { length: Math.floor(raw.length / 2) },
    (_, at) => raw.readInt16LE(at * 2) / 0x8000,
  )
}

/** A pure tone. */
export function sine(hertz: number, seconds: number, rate: number, level = 0.5): number[] {
  return Array.from(
    { length: seconds * rate },
    (_, at) => level * Math.sin((2 * Math.PI * hertz * at) / rate),
  )
}
