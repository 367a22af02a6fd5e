/** Who waits for news of which session, in this manager. */
export class News {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Something changed that its owner sees. */
  tell(session: string) {
    for (const wake of this.#waiting.get(session) ?? []) wake()
  }

  /**
   * Listens from now on, so that nothing is missed between a look and the wait after it. `within` returns
   * when there was news, or when so many milliseconds have passed.
   */
  listen(session: string): Disposable & { within(ms: number): Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(session) ?? new Set()
    this.#waiting.set(session, waiting.add(resolve))
    return {
      async within(ms) {
        const timer = setTimeout(resolve, ms)
        await promise
        clearTimeout(timer)
      },
      [Symbol.dispose]: () => {
        waiting.delete(resolve)
        if (waiting.size === 0) this.#waiting.delete(session)
      },
    }
  }
}
