/** Acts in their order. Each runs at once, unless an earlier one asked that what follows it waits. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #free = 0

  take(act: () => void): void {
    if (this.#waiting.length === 0 && performance.now() >= this.#free) act()
    else if (this.#waiting.push(act) === 1) this.#goOnWhenFree()
  }

  /** For an act: what comes after it waits for so many milliseconds. */
  hold(milliseconds: number): void {
    this.#free = performance.now() + milliseconds
  }

  #goOnWhenFree(): void {
    setTimeout(() => this.#goOn(), Math.max(0, this.#free - performance.now()))
  }

  #goOn(): void {
    while (performance.now() >= this.#free) {
      const act = this.#waiting.shift()
      if (!act) return
      act()
    }
    if (this.#waiting.length > 0) this.#goOnWhenFree()
  }
}
