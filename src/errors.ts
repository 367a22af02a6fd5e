import { english, type Texts } from './texts/index.ts'

/** A sentence for the reader, in the reader's language: what happened, why, what to do next. */
export type Say = (texts: Texts) => string

/**
 * An expected outcome that is not success. It knows no HTTP: the manager's app maps each kind to a
 * status, the views say it, the log gets the English sentence and the cause.
 */
export class Refusal extends Error {
  readonly say: Say

  constructor(say: Say, options?: ErrorOptions) {
    super(say(english), options)
    this.say = say
    this.name = new.target.name
  }
}

/** It does not exist, or this viewer may not know that it does: one answer for both. */
export class NotFound extends Refusal {}

/** The viewer is known, and this is not theirs to do. */
export class Forbidden extends Refusal {}

/** Nobody is signed in. */
export class SignedOut extends Refusal {}

/** The state of things does not allow it now. */
export class Conflict extends Refusal {}

/** What was typed cannot be taken. `fields` says why beside each field. */
export class Invalid extends Refusal {
  readonly fields: Readonly<Record<string, Say>>

  constructor(say: Say, fields: Readonly<Record<string, Say>>) {
    super(say)
    this.fields = fields
  }
}

/** Too much at once; `retryAfter` in whole seconds. */
export class Busy extends Refusal {
  readonly retryAfter: number

  constructor(say: Say, retryAfter: number) {
    super(say)
    this.retryAfter = Math.max(1, Math.ceil(retryAfter))
  }
}

/** Something of ours is down and will come back; `retryAfter` in whole seconds. */
export class Unavailable extends Refusal {
  readonly retryAfter: number

  constructor(say: Say, retryAfter = 5, options?: ErrorOptions) {
    super(say, options)
    this.retryAfter = retryAfter
  }
}

/**
 * This process cannot start as things are. The message says what stands in the way and what to change;
 * main prints it, without a stack, and exits 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** The text of anything thrown, for a log line or for the detail behind a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The `code` that Node, Docker and Postgres put on their errors (`ENOENT`, `23505`), where there is one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
