import { isStatus } from './docker-errors.ts'

/** The address on whatever single network a container of ours is on. */
export function addressIn(
  networks: Readonly<Record<string, { IPAddress: string }>>,
): string | undefined {
  return Object.values(networks).find(({ IPAddress }) => IPAddress !== '')?.IPAddress
}

/** `HOME` of the image; else where it starts, if that is a home. */
export function homeIn(environment: readonly string[], workingDir: string): string {
  const home = environment.find((line) => line.startsWith('HOME='))?.slice('HOME='.length)
  if (home && home !== '/root') return home
  return workingDir.startsWith('/home/') ? workingDir : '/home/user'
}

/** For steps that may have been done already: Docker then answers with `status`. */
export function unless(status: number) {
  return (error: unknown) => {
    if (!isStatus(error, status)) throw error
  }
}

/** The year 1 stands for never. */
export function startedAt(written: string): number | undefined {
  const at = Date.parse(written)
  return at > 0 ? at : undefined
}
