import { createServer } from 'node:net'

/** Where Debian keeps its servers, too. */
export const PATH = `${process.env.PATH}:/usr/sbin`

/** Installs Debian's packages of commands (or absolute paths) that are not there: `{ command: package }`. Root. */
export async function install(packages: Readonly<Record<string, string>>): Promise<void> {
  const there = (name: string) =>
    name.startsWith('/') ? Bun.file(name).exists() : Promise.resolve(Bun.which(name, { PATH }))
  const found = await Promise.all(Object.keys(packages).map(there))
  const names = Object.values(packages).filter((_, i) => !found[i])
  if (names.length === 0) return
  const argv = ['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...names]
  const child = Bun.spawn(argv, {
    stdout: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if ((await child.exited) !== 0) throw new Error(`apt-get could not install ${names.join(', ')}`)
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No port'))
        else resolve(address.port)
      })
    })
  })
}
