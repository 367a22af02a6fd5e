/**
 * The database cannot be used. The message says what stands in the way and what to
 * change; main prints it and exits 1.
 */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError'
}
