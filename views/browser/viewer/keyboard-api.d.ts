/** What Chromium's browsers know of the keyboard, and the DOM's types do not yet. */
interface Navigator {
  readonly keyboard?: {
    getLayoutMap?(): Promise<ReadonlyMap<string, string>>
    lock?(codes?: readonly string[]): Promise<void>
    unlock?(): void
  }
}
