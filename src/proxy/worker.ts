import type { Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import type { RouteSnapshot } from '../contract/routes.ts'
import { codeOf, messageOf } from '../errors.ts'
import { logger, setLogLevel } from '../log.ts'
import { FrontDoor } from './door.ts'
import { type Begin, type FromWorker, ToWorker } from './messages.ts'
import { dropPrivileges } from './privileges.ts'

const log = logger('worker')

/** Compiled, since a snapshot of many sessions would otherwise hold up the streams for a moment. */
const orders = TypeCompiler.Compile(ToWorker)

/**
 * A worker process of the front door: binds the port, becomes an ordinary user, then serves what the
 * main process tells it about. It ends when told to, or when the main process is no more: without
 * that nobody would tell it of a sign-out.
 */
export async function runWorker(): Promise<number> {
  if (!process.send) {
    throw new Error('A worker is started by the front door itself, never by hand')
  }
  // Ctrl-C reaches the whole process group; the main process says when to go.
  process.on('SIGINT', () => log.debug('Waiting for the main process to say when to stop'))
  const over = Promise.withResolvers<number>()
  let door: FrontDoor | undefined
  process.on('disconnect', () => over.resolve(0))
  process.on('message', (message: unknown) => {
    if (!orders.Check(message)) return log.error('The main process sent nonsense')
    if (message.type === 'begin') door = begin(message)
    else if (message.type === 'snapshot') learn(door, message.snapshot)
    else void retire(door, message.milliseconds).then(() => over.resolve(0))
  })
  const code = await over.promise
  door?.[Symbol.dispose]()
  if (process.connected) process.disconnect?.()
  return code
}

function begin(order: Static<typeof Begin>): FrontDoor | undefined {
  setLogLevel(order.logLevel)
  try {
    const door = new FrontDoor(order)
    door.managers.replace(order.managers)
    tell({ type: 'listening', port: door.port, user: dropPrivileges() })
    return door
  } catch (error) {
    tell({ type: 'failed', reason: messageOf(error), code: codeOf(error) ?? '' })
    return undefined
  }
}

/** What cannot be taken over leaves what was known before. */
function learn(door: FrontDoor | undefined, snapshot: RouteSnapshot) {
  try {
    door?.replace(snapshot)
  } catch (error) {
    log.error('The news of sessions cannot be used', { cause: messageOf(error) })
  }
}

async function retire(door: FrontDoor | undefined, milliseconds: number) {
  await door?.retire(milliseconds)
}

function tell(message: FromWorker) {
  process.send?.(message)
}
