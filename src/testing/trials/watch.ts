import { type DockerCommand, docker } from '../engine.ts'

const PAUSE_MS = 250

type Watch = {
  /** Containers that there may be at once. */
  readonly most?: number
  readonly ask?: DockerCommand
  /** The engine may be away: then nobody can see anything. */
  readonly mayBeAway?: boolean
}

/** Looks again and again, all the time, whether a session has two containers (I3) or there are too many. */
export function watchContainers(
  installation: string,
  { most = Number.POSITIVE_INFINITY, ask = docker, mayBeAway = false }: Watch = {},
) {
  const found = new Set<string>()
  let looking = true
  let highest = 0
  void look()
  return {
    /** The most containers that there ever were at once. */
    get highest() {
      return highest
    },
    /** Throws what it has seen. */
    judge() {
      if (found.size > 0) throw new Error([...found].join('\n  '))
    },
    [Symbol.dispose]() {
      looking = false
    },
  }

  async function look(): Promise<void> {
    const filter = `label=casement.installation=${installation}`
    while (looking) {
      try {
        const format = '{{.ID}} {{.Label "casement.session"}}'
        const lines = await ask('ps', '-a', '--format', format, '--filter', filter)
        const sessions = Map.groupBy(lines, (line) => line.split(' ')[1] ?? '')
        for (const [session, { length }] of sessions) {
          if (length > 1) found.add(`I3: session ${session} had ${length} containers at once`)
        }
        highest = Math.max(highest, lines.length)
        if (lines.length > most) found.add(`more than ${most} containers at once: ${lines.length}`)
      } catch (error) {
        if (!mayBeAway) found.add(`the engine did not answer: ${error}`)
      }
      await Bun.sleep(PAUSE_MS)
    }
  }
}
