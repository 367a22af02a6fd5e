import { join } from 'node:path'
import { connect } from 'node:tls'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const SignInAnswer = Type.Object({
  /** 0 where the connection ended without one. */
  status: Type.Number(),
  retryAfter: Type.Optional(Type.String()),
  milliseconds: Type.Number(),
  /** Why the connection ended early. */
  broken: Type.Optional(Type.String()),
})
export type SignInAnswer = Static<typeof SignInAnswer>
const Answers = Type.Array(SignInAnswer)

const Credentials = Type.Object({ name: Type.String(), password: Type.String() })
type Credentials = Static<typeof Credentials>

/** What a process of sign-ins is told. */
export const Order = Type.Object({ url: Type.String(), count: Type.Number(), right: Credentials })

/**
 * So many sign-ins at once, from a process of its own: what it takes to be a thousand browsers must not
 * slow whoever measures something meanwhile. Half of them are right.
 */
export async function stormOfSignIns(url: string, count: number, right: Credentials) {
  const program = join(import.meta.dir, 'sign-ins-process.ts')
  const child = Bun.spawn([process.execPath, program], {
    stdin: new Blob([JSON.stringify({ url, count, right })]),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const [answers, code] = await Promise.all([new Response(child.stdout).json(), child.exited])
  if (code !== 0 || !Value.Check(Answers, answers)) throw new Error('the sign-ins came to nothing')
  return answers
}

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
  socket.on('error', ({ message }) => finish(message))
  socket.on('close', () => finish())
  return promise

  function finish(broken?: string) {
    const retryAfter = /\r\nretry-after: *(\S+)/i.exec(answer)?.[1]
    resolve({
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      milliseconds: performance.now() - began,
      ...(broken === undefined ? {} : { broken }),
    })
  }
}
