// What the test image runs, by its first argument. Plain JavaScript for the bun inside the image.
import { connect } from 'node:net'

const [what = process.env.ILLNESS ?? 'session', host, port] = process.argv.slice(2)

// A desktop that cannot start, and one that never comes up.
if (what === 'exits') {
  process.stderr.write('looking for a screen\ncannot open display :1\n')
  process.exit(3)
}
if (what === 'silent') {
  process.stderr.write('waiting for a window manager\n')
  setInterval(() => {}, 60_000)
}

if (what === 'session') {
  Bun.listen({
    hostname: '0.0.0.0',
    port: 5901,
    socket: {
      // RFB 3.3, where the server alone decides: no password.
      open: (socket) => void socket.write('RFB 003.003\n'),
      data: (socket) => void socket.write(Uint8Array.of(0, 0, 0, 1)),
    },
  })
  // Whoever connects here makes the session itself use memory without end.
  Bun.listen({ hostname: '0.0.0.0', port: 5902, socket: { open: eat, data() {} } })
}

if (what === 'eat') eat()

// Prints "open" when a connection to host:port stands within two seconds, else "closed".
if (what === 'reach') {
  const socket = connect(Number(port), host)
  const answer = (word) => {
    process.stdout.write(`${word}\n`)
    socket.destroy()
  }
  socket.setTimeout(2000, () => answer('closed'))
  socket.on('error', () => answer('closed'))
  socket.on('connect', () => answer('open'))
}

function eat() {
  const eaten = []
  for (;;) eaten.push(new Uint8Array(8 << 20).fill(1))
}
