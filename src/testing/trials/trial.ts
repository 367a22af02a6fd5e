import { messageOf } from '../../errors.ts'
import { Chance } from './chance.ts'
import { DATABASE_DAYS } from './database-days.ts'
import { DAYS } from './days.ts'
import { ENDS } from './ends.ts'
import type { LayoutKind } from './ground.ts'
import { type Besides, killRound, VICTIMS, type Victim } from './kills.ts'
import { MACHINE_DAYS } from './machine-days.ts'
import { SIGN_IN_STREAM } from './sign-in-stream.ts'
import { Stage } from './stage.ts'
import { STORMS } from './storms.ts'
import { SWEEPS } from './sweep.ts'
import { UPGRADES } from './upgrade.ts'

/** One kind of bad luck, played in rounds on an installation of its own. */
export type Trial = {
  readonly name: string
  readonly layout: LayoutKind
  /** Milliseconds until all was in order again; throws with what is not. */
  readonly round: (stage: Stage, chance: Chance, besides?: Besides) => Promise<number>
  /** As often as kills are played even where many rounds are asked for. */
  readonly most: number
  /** How many rounds are all of it, where that is a number. */
  readonly whole?: number
  /** Takes minutes: only where it is named, or all of it is asked for. */
  readonly slow?: true
}

const LAYOUTS: Record<Victim, LayoutKind> = {
  binary: 'one',
  database: 'three',
  worker: 'three',
  agent: 'three',
  docker: 'own-engine',
}

export const TRIALS: readonly Trial[] = [
  ...VICTIMS.map(killOf),
  ...SWEEPS,
  ...DATABASE_DAYS,
  ...MACHINE_DAYS,
  ...Object.entries(STORMS).map(([name, storm]) => ({
    name: name.replace(' ', '-'),
    layout: 'three' as const,
    round: storm,
    most: 5,
  })),
  SIGN_IN_STREAM,
  ...ENDS,
  ...UPGRADES,
  ...DAYS,
]

/** Whether the whole binary or a part of three, it dies of SIGKILL. */
function killOf(victim: Victim): Trial {
  return {
    name: `kill-${victim}`,
    layout: LAYOUTS[victim],
    round: (stage, chance, besides) => killRound(stage, victim, chance, besides),
    most: Number.POSITIVE_INFINITY,
  }
}

export type TrialOptions = {
  /** Of the first round; each further one has the next number, so that one alone can be repeated. */
  readonly seed: number
  readonly rounds: number
  /** Sessions that must live on, each with a viewer. */
  readonly sessions: number
  readonly besides?: Besides
  /** Told after each round. */
  readonly told?: (round: Round) => void
  /** Aborted: no further round is begun. */
  readonly signal?: AbortSignal
}

/** A round that was played. */
export type Round = {
  readonly seed: number
  /** Until all was in order again; undefined for a failure. */
  readonly milliseconds: number | undefined
}

export type Outcome = {
  readonly name: string
  readonly rounds: number
  readonly failures: readonly { readonly seed: number; readonly problem: string }[]
  /** Milliseconds. */
  readonly slowest: number
}

/** Plays trials of one layout on one installation; a round that fails gives the next a fresh one. */
export async function play(trials: readonly Trial[], options: TrialOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let stage: Stage | undefined
  try {
    for (const trial of trials) {
      const rounds = Math.min(options.rounds, trial.most)
      const failures: Outcome['failures'][number][] = []
      let slowest = 0
      let played = 0
      for (let seed = options.seed; seed < options.seed + rounds; seed++) {
        if (options.signal?.aborted) break
        played++
        try {
          stage ??= await Stage.open(trial.layout)
          await stage.occupy(options.sessions)
          const took = await trial.round(stage, new Chance(seed), options.besides)
          slowest = Math.max(slowest, took)
          options.told?.({ seed, milliseconds: took })
        } catch (error) {
          failures.push({ seed, problem: whole(error) })
          options.told?.({ seed, milliseconds: undefined })
          await stage?.[Symbol.asyncDispose]()
          stage = undefined
        }
      }
      outcomes.push({ name: trial.name, rounds: played, failures, slowest })
    }
  } finally {
    await stage?.[Symbol.asyncDispose]()
  }
  return outcomes
}

/** With what it was caused by: what was waited for alone does not say what went wrong. */
function whole(error: unknown): string {
  const cause =
    error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : ''
  return `${messageOf(error)}${cause}`
}
