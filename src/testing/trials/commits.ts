/** Which of the statements on one connection make something of sessions last. */
const WRITES = /\b(?:insert into|update|delete from)\s+"?(?:sessions|session_events)\b/i
const BEGIN = /^\s*(?:begin|start transaction)\b/i
const COMMIT = /^\s*(?:commit|end)\b/i
const ROLLBACK = /^\s*rollback\b(?! to)/i

/** A connection's client messages: `see` takes them in order, and names those that commit. */
export class Commits {
  readonly #statements = new Map<string, string>()
  readonly #portals = new Map<string, string>()
  #written: string | undefined
  #inTransaction = false

  /** A message of Postgres' protocol, version 3; what it commits, if anything. */
  see(type: string, body: Buffer): string | undefined {
    if (type === 'P') {
      const [name = '', statement = ''] = strings(body)
      this.#statements.set(name, statement)
    } else if (type === 'B') {
      const [portal = '', name = ''] = strings(body)
      this.#portals.set(portal, this.#statements.get(name) ?? '')
    } else if (type === 'E') {
      return this.#execute(this.#portals.get(strings(body)[0] ?? '') ?? '')
    } else if (type === 'Q') {
      return this.#execute(strings(body)[0] ?? '')
    }
    return undefined
  }

  #execute(statement: string): string | undefined {
    if (BEGIN.test(statement)) {
      this.#inTransaction = true
      this.#written = undefined
    } else if (COMMIT.test(statement)) {
      this.#inTransaction = false
      return this.#written
    } else if (ROLLBACK.test(statement)) {
      this.#inTransaction = false
    } else if (WRITES.test(statement)) {
      if (!this.#inTransaction) return statement
      this.#written ??= statement
    }
    return undefined
  }
}

/** The zero-terminated strings that a message begins with. */
function strings(body: Buffer): string[] {
  return body.toString('utf8').split('\0', 2)
}
