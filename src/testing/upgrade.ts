import { connect, type TLSSocket } from 'node:tls'

/** Asks the front door for a WebSocket and gives the status of its answer: 101, or a refusal. */
export async function upgradeStatus(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const { socket, status } = await askUpgrade(port, path, headers)
  socket.destroy()
  return status
}

/** The same, with the connection: where it was upgraded, frames follow. */
export async function askUpgrade(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly socket: TLSSocket; readonly status: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
    const lines = {
      Host: `127.0.0.1:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': 'binary',
      ...headers,
    }
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}`)
    socket.write(`GET ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
  })
  let answer = ''
  const read = (chunk: Buffer) => {
    answer += chunk.toString('latin1')
    if (!answer.includes('\r\n')) return
    socket.off('data', read)
    resolve(Number(answer.split(' ')[1]))
  }
  socket.on('data', read)
  socket.on('error', reject)
  socket.on('close', () => reject(new Error(`${path}: closed without an answer`)))
  try {
    return { socket, status: await promise }
  } catch (error) {
    socket.destroy()
    throw error
  }
}
