import { createServer, type Server, type Socket } from 'node:net'
import { answerChallenge } from '../../wire/vnc-auth.ts'

const CHALLENGE = Buffer.alloc(16, 7)

/** A session's RFB server that asks for the password; `serve` has the connection after ClientInit. */
export class Desktop implements Disposable {
  connections = 0
  refused = 0
  readonly server: Server

  constructor(serve: (socket: Socket, first: Buffer) => void, password = 'password') {
    this.server = createServer((socket) => {
      this.connections++
      socket.on('error', () => socket.destroy())
      socket.write('RFB 003.008\n')
      const steps = [12, 1, 16, 1]
      let seen: Buffer = Buffer.alloc(0)
      const greet = (bytes: Buffer) => {
        if (steps.length === 0) return
        seen = Buffer.concat([seen, bytes])
        for (let length = steps[0]; length && seen.length >= length; length = steps[0]) {
          const message = seen.subarray(0, length)
          seen = seen.subarray(length)
          steps.shift()
          if (steps.length === 3) socket.write(Buffer.from([1, 2]))
          if (steps.length === 2) socket.write(CHALLENGE)
          if (steps.length === 1) {
            const right = message.equals(answerChallenge(CHALLENGE, password))
            if (!right) this.refused++
            socket.write(right ? Buffer.alloc(4) : Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 78]))
          }
          if (steps.length === 0) serve(socket, seen)
        }
      }
      socket.on('data', greet)
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return address.port
  }

  [Symbol.dispose]() {
    this.server.close()
  }
}
