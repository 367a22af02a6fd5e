import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

/** A manager with a page for each illness. */
export class Manager implements Disposable {
  readonly requests: string[] = []
  headers: IncomingHttpHeaders = {}
  aborted = Promise.withResolvers<void>()
  readonly server: Server = createServer((request, response) => {
    const path = request.url ?? ''
    this.requests.push(path)
    this.headers = request.headers
    switch (path) {
      case '/hash': {
        const hash = createHash('sha1')
        let length = 0
        request.on('data', (bytes: Buffer) => {
          hash.update(bytes)
          length += bytes.length
        })
        request.on('end', () => response.end(`${length} ${hash.digest('hex')}`))
        return
      }
      case '/chunks':
        response.write('a'.repeat(10))
        setImmediate(() => {
          response.write('b'.repeat(100_000))
          response.end('c')
        })
        return
      case '/304':
        return response.writeHead(304).end()
      case '/big':
        return response.end(Buffer.alloc(12_000_000, 'x'))
      case '/endless': {
        response.writeHead(200, { 'content-length': 1e9 })
        const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 5)
        response.on('close', () => {
          clearInterval(timer)
          this.aborted.resolve()
        })
        return
      }
      case '/events':
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        return response.write('data: first\n\n')
      case '/truncated':
        response.writeHead(200, { 'content-length': 1000 })
        response.write('x'.repeat(500), () => request.socket.destroy())
        return
      case '/until-close':
        return request.socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil close')
      case '/garbage':
        return request.socket.end('SSH-2.0-OpenSSH\r\n\r\n')
      case '/two-lengths':
        return request.socket.end(
          'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nsecret',
        )
      case '/interim':
        request.socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100))
        return response.end('secret')
      case '/endless-head':
        return request.socket.end(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`)
      case '/split':
        return request.socket.end('HTTP/1.1 200 OK\r\nA: b\nSet-Cookie: secret\r\n\r\n')
      case '/folded':
        return request.socket.end('HTTP/1.1 200 OK\r\nA: b\r\n Set-Cookie: secret\r\n\r\n')
      case '/nul':
        return request.socket.end('HTTP/1.1 200 OK\r\nA: b\0secret\r\n\r\n')
      case '/endless-length':
        return request.socket.end(
          'HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\nsecret',
        )
      case '/longer':
        // One answer too many, for whoever asks next.
        request.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        return request.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned')
      case '/other-switch':
        return request.socket.end(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nfree',
        )
      case '/unasked-switch':
        return request.socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nfree')
      case '/silent':
        return
      default:
        return response.end(`ok:${path}`)
    }
  })

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return `http://127.0.0.1:${address.port}`
  }

  [Symbol.dispose]() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
