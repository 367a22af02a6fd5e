/** What was configured cannot be used. The message says what to change; main prints it and exits 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
