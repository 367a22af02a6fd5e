import { encoder } from './encoder.ts'
import { files } from './files.ts'
import type { Handler, Tools } from './handler.ts'
import { microphone } from './microphone.ts'
import { preview } from './preview.ts'
import { prints } from './prints.ts'
import { sound } from './sound.ts'

/**
 * Everything the gateway gives, by noun. To add one: a file here that makes a Handler of Tools, its line
 * below, and, where browsers may ask for it, its line in src/proxy/admission/offers.ts with the ability it takes;
 * what is not there is for the front door itself. By the time a handler is called the key was right and the
 * session's container runs. A program in the container is started by src/agent/exec.ts and ends with the
 * request (`request.signal`) or the socket (`closed`). A file's name or other text of a person goes into the
 * query, since paths with odd escapes are refused at the front door.
 */
export function handlers(tools: Tools): Readonly<Record<string, Handler>> {
  return {
    encoder: encoder(tools),
    files: files(tools),
    microphone: microphone(tools),
    preview: preview(tools),
    prints: prints(tools),
    sound: sound(tools),
  }
}
