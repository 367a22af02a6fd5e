import type { Connection } from './connection.ts'
import type { Modifiers } from './modifiers.ts'

/** What every module of the viewer is given: `watchNoun(viewing)` brings its part of the page to life. */
export interface Viewing {
  /** All of the viewer's page; its data attributes carry words and addresses. */
  readonly stage: HTMLElement
  /** What noVNC draws into. */
  readonly screen: HTMLElement
  readonly connection: Connection
  readonly modifiers: Modifiers
  /** Gives the keyboard back to the session. */
  toSession(): void
}
