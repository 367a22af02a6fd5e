import { connect } from 'node:tls'

export type SignInAnswer = {
  /** 0 where the connection ended without one. */
  readonly status: number
  readonly retryAfter: string | undefined
  readonly milliseconds: number
}

type Credentials = { readonly name: string; readonly password: string }

/** So many sign-ins at once, each on a connection of its own: `fetch` lets only 256 out at a time. */
export function signInAtOnce(
  url: string,
  count: number,
  who: (i: number) => Credentials,
): Promise<SignInAnswer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => signIn(url, who(i))))
}

function signIn(url: string, credentials: Credentials): Promise<SignInAnswer> {
  const { host, hostname, port } = new URL(url)
  const body = new URLSearchParams(credentials).toString()
  const head = [
    'POST /sign-in HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${url}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  const began = performance.now()
  const { promise, resolve } = Promise.withResolvers<SignInAnswer>()
  let answer = ''
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () =>
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`),
  )
  socket.on('data', (bytes) => {
    answer += bytes.toString('latin1')
  })
  socket.on('error', (error) => {
    if (answer === '') answer = `broken ${error.message}`
  })
  socket.on('close', () =>
    resolve({
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0),
      retryAfter: /\r\nretry-after: *(\S+)/i.exec(answer)?.[1],
      milliseconds: performance.now() - began,
    }),
  )
  return promise
}
