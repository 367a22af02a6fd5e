/** A crash point: the n-th of the things that a trap counts, before it takes effect or after. */
export type Point = { readonly n: number; readonly when: 'before' | 'after' }

type Set = Point & { readonly spring: () => void }

/**
 * Lies where a process talks to something else, and springs at one of the things that it says: the other
 * side has not heard it, or has and the process never hears the answer. Nothing is counted until it is set.
 */
export class Trap {
  #set: Set | undefined
  #sprung = false
  /** What was counted since it was set. */
  #met: string[] = []

  set(point: Point, spring: () => void) {
    this.#set = { ...point, spring }
    this.#sprung = false
    this.#met = []
  }

  /** Everything passes again. Tells whether it had sprung, and all that it had counted. */
  lift(): { readonly sprung: boolean; readonly met: readonly string[] } {
    this.#set = undefined
    return { sprung: this.#sprung, met: this.#met }
  }

  /** Counts one thing: it passes, or it springs the trap, or its answer is to. */
  meet(what: string): 'pass' | 'sprung' | 'spring at its answer' {
    if (!this.#set || this.#sprung) return 'pass'
    this.#met.push(what)
    if (this.#met.length !== this.#set.n) return 'pass'
    if (this.#set.when === 'after') return 'spring at its answer'
    this.spring()
    return 'sprung'
  }

  spring() {
    if (this.#sprung) return
    this.#sprung = true
    this.#set?.spring()
  }
}
