import { gateway as texts } from '../../texts/gateway.ts'
import { GatewayRefusal } from './handler.ts'

/** Bytes. File systems take 255; what makes a name another one ("(2)", a temporary one) needs some. */
const NAME_LIMIT = 240
const PATH_LIMIT = 2048

/**
 * The parts of a path below a folder of the session, as a browser names it. Refuses whatever could mean
 * another place, or could not be seen for what it is: empty and dotted parts, control characters.
 */
export function parsePath(path: string | null): readonly string[] {
  const parts = (path ?? '').split('/')
  for (const part of parts) {
    if (
      part === '' ||
      part === '.' ||
      part === '..' ||
      hasControls(part) ||
      part !== part.toWellFormed()
    ) {
      throw new GatewayRefusal(400, 'badName', texts.badName)
    }
    if (Buffer.byteLength(part) > NAME_LIMIT)
      throw new GatewayRefusal(400, 'longName', texts.longName)
  }
  if (parts.length > 32 || Buffer.byteLength(path ?? '') > PATH_LIMIT) {
    throw new GatewayRefusal(400, 'longName', texts.longName)
  }
  return parts
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

/** A name's part before and from its last dot, so that a second "plan.tar.gz" is "plan (2).tar.gz". */
export function splitName(name: string): readonly [stem: string, ending: string] {
  const ending = /(?<=[^.])(\.tar)?\.[^.\s]{1,16}$/.exec(name)?.[0] ?? ''
  return [name.slice(0, name.length - ending.length), ending]
}
