import { Busy } from '../../errors.ts'

export type Queue = { run<T>(work: () => Promise<T>): Promise<T> }

/**
 * Lets `atOnce` pieces of work run and `waiting` more wait for their turn; anybody after that is told
 * to come back, in about the time that the queue takes to empty.
 */
export function boundedQueue(atOnce: number, waiting: number, secondsEach: number): Queue {
  let running = 0
  const turns: (() => void)[] = []
  return {
    async run(work) {
      if (running >= atOnce) {
        if (turns.length >= waiting) {
          const seconds = Math.ceil((waiting * secondsEach) / atOnce)
          throw new Busy((t) => t.refusals.signInQueueFull(seconds), seconds)
        }
        await new Promise<void>((turn) => turns.push(turn))
      } else {
        running += 1
      }
      try {
        return await work()
      } finally {
        const next = turns.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
