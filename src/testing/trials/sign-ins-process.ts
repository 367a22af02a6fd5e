/** A thousand browsers as a process: reads what to do from its standard input, prints the answers. */
import { Value } from '@sinclair/typebox/value'
import { Order, signInAtOnce } from './sign-ins.ts'

const order: unknown = await Bun.stdin.json()
if (!Value.Check(Order, order)) throw new Error('no order that can be read')
const { url, count, right } = order
const answers = await signInAtOnce(url, count, (i) =>
  i % 2 === 0 ? right : { name: `nobody-${i}`, password: 'wrong' },
)
await Bun.write(Bun.stdout, JSON.stringify(answers))
