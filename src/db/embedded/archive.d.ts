/** The packed server (scripts/pack-postgres.ts); in the executable its path holds a content hash. */
declare module '*.tar.zst' {
  const path: string
  export default path
}
