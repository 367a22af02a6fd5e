import { Refusal } from '../../errors.ts'

/** What was sent is larger than we read. */
export class TooLarge extends Refusal {}

/** What was sent is not what the route takes. */
export class BadRequest extends Refusal {}

export const MAX_BODY = 1024 * 1024

/**
 * A form as it was sent. Handlers ask for the fields they know by name, so a field that was slipped in
 * (`admin=on`, `__proto__=…`) reaches nothing.
 */
export type Form = {
  /** The first value; empty where there is none. Line ends are \n, as browsers send \r\n. */
  text(name: string): string
  list(name: string): readonly string[]
  /** A ticked box. */
  ticked(name: string): boolean
}

/** Reads an urlencoded body of at most 1 MB; a larger one is refused without reading the rest. */
export async function readForm(request: Request): Promise<Form> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim() ?? ''
  const body = await readText(request)
  if (body !== '' && type !== 'application/x-www-form-urlencoded') {
    throw new BadRequest((t) => t.refusals.notAForm)
  }
  const fields = new URLSearchParams(body)
  return {
    text: (name) => (fields.get(name) ?? '').replaceAll('\r\n', '\n'),
    list: (name) => fields.getAll(name),
    ticked: (name) => fields.get(name) === 'on',
  }
}

/** What a form with a file in it sends: multipart, of at most `MAX_BODY` for the file and as much beside it. */
export async function readUpload(
  request: Request,
): Promise<Form & { file(name: string): Promise<string | undefined> }> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('multipart/form-data')) throw new BadRequest((t) => t.refusals.notAForm)
  const body = await readBytes(request, 2 * MAX_BODY)
  const fields = await new Response(body, { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw new BadRequest((t) => t.refusals.malformed, { cause })
    })
  const list = (name: string) => fields.getAll(name).filter((value) => typeof value === 'string')
  const text = (name: string) => (list(name)[0] ?? '').replaceAll('\r\n', '\n')
  return {
    list,
    text,
    ticked: (name) => text(name) === 'on',
    async file(name) {
      const found = fields.get(name)
      if (!(found instanceof File) || found.size === 0) return undefined
      if (found.size > MAX_BODY) throw new TooLarge((t) => t.refusals.tooLarge(MAX_BODY))
      return found.text()
    },
  }
}

/** The body as text, never more than `limit` bytes of it. */
export async function readText(request: Request, limit = MAX_BODY): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, limit))
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new TooLarge((t) => t.refusals.tooLarge(limit))
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge()
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
