type Follower = {
  readonly tell: () => void
  /** There will be no more. */
  readonly end: () => void
}

/** What somebody may be told of: sessions of one person, or of all. */
export interface Tidings {
  /** From now on, until what it returns is called. Undefined: of everybody's sessions. */
  follow(user: string | undefined, follower: Follower): () => void
}

/** Who waits for news of which session, in this manager. */
export class News implements Tidings {
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #followers = new Map<Follower, string | undefined>()

  /** Something changed that its owner sees. */
  tell(session: string, user: string) {
    for (const wake of this.#waiting.get(session) ?? []) wake()
    for (const [follower, whose] of this.#followers) {
      if (whose === undefined || whose === user) follower.tell()
    }
  }

  follow(user: string | undefined, follower: Follower): () => void {
    this.#followers.set(follower, user)
    return () => this.#followers.delete(follower)
  }

  /** Ends everything that follows; whoever did comes back to another manager. */
  close() {
    for (const follower of [...this.#followers.keys()]) follower.end()
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
