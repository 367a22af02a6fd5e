/** `docker …`, as an admin would ask: what it prints, by line. */
export type DockerCommand = (...args: string[]) => Promise<string[]>

/** Asks this machine's engine. */
export const docker: DockerCommand = (...args) => dockerCommand([], args)

/** Asks the engine behind a socket. */
export function dockerOf(socket: string): DockerCommand {
  return (...args) => dockerCommand(['--host', `unix://${socket}`], args)
}

async function dockerCommand(whom: readonly string[], args: readonly string[]): Promise<string[]> {
  const child = Bun.spawn(['docker', ...whom, ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${err}`)
  return out.split('\n').filter(Boolean)
}

/** Everything that Docker has of one session: containers and volumes by label, networks by name. */
export async function tracesOf(session: string): Promise<string[]> {
  const label = `label=casement.session=${session}`
  const short = session.replaceAll('-', '')
  const [containers, volumes, networks] = await Promise.all([
    docker('ps', '-a', '--format', '{{.Names}}', '--filter', label),
    docker('volume', 'ls', '--format', '{{.Name}}', '--filter', label),
    docker('network', 'ls', '--format', '{{.Name}}'),
  ])
  const named = networks.filter((name) => name.includes(session) || name.includes(short))
  return [...containers, ...volumes, ...named]
}

/** What the pixels say: OCR of a picture (PNG), white space folded. */
export async function readText(png: Uint8Array): Promise<string> {
  const child = Bun.spawn(['tesseract', '-', '-', '--psm', '11'], {
    stdin: new Blob([Buffer.from(png)]),
    stdout: 'pipe',
    stderr: 'ignore',
  })
  const [text, code] = await Promise.all([new Response(child.stdout).text(), child.exited])
  if (code !== 0) throw new Error('tesseract could not read the picture')
  return text.replace(/\s+/g, ' ')
}
