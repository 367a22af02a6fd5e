import type { Connection } from './connection.ts'

/** What every module of the viewer is given: `watchNoun(viewing)` brings its part of the page to life. */
export interface Viewing {
  /** All of the viewer's page; its data attributes carry words and addresses. */
  readonly stage: HTMLElement
  readonly connection: Connection
  /** Gives the keyboard back to the session. */
  toSession(): void
}
