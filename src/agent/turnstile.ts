/** Lets `width` pieces of work in at a time; the others wait in the order they came. */
export function createTurnstile(width: number) {
  const queue: (() => void)[] = []
  let inside = 0

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside < width) inside++
    else await new Promise<void>((enter) => queue.push(enter))
    try {
      return await work()
    } finally {
      // Whoever is next takes this place over, so nobody who comes now can slip in between.
      const next = queue.shift()
      if (next) next()
      else inside--
    }
  }
}
