/** What a session finds at `target`: a folder of its host, or a volume of Docker's. */
export type Volume = {
  /** An absolute path, or a name; `{username}` and `{user_id}` are the person's. */
  readonly source: string
  /** An absolute path in the session. */
  readonly target: string
  readonly readOnly: boolean
}
