import { describe, expect, test } from 'bun:test'
import { BadRequest, MAX_BODY, readForm, readText, TooLarge } from './form.ts'

function posted(body: string | ReadableStream, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return new Request('https://desk.example/', {
    method: 'POST',
    body,
    headers: { ...type, ...headers },
  })
}

describe('a form', () => {
  test('gives the fields that are asked for, by name', async () => {
    const form = await readForm(posted('a=1&b=x%20y&b=2&c=on&d=off&e=1%0D%0A2'))
    expect(form.text('a')).toBe('1')
    expect(form.list('b')).toEqual(['x y', '2'])
    expect([form.ticked('c'), form.ticked('d'), form.ticked('gone')]).toEqual([true, false, false])
    expect(form.text('e')).toBe('1\n2')
    expect(form.text('gone')).toBe('')
    expect(form.list('gone')).toEqual([])
  })

  test('is not fooled by names of the language', async () => {
    const form = await readForm(posted('__proto__=1&constructor=2&__proto__[admin]=on'))
    expect(form.text('toString')).toBe('')
    expect(form.text('__proto__')).toBe('1')
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
    expect(form.ticked('admin')).toBe(false)
  })

  test.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x', ''])(
    'of type %p is none',
    async (type) => {
      const reading = readForm(posted('a=1', { 'content-type': type }))
      await expect(reading).rejects.toBeInstanceOf(BadRequest)
    },
  )

  test('may be empty', async () => {
    const request = new Request('https://desk.example/', { method: 'POST' })
    expect((await readForm(request)).text('a')).toBe('')
  })
})

describe('a body that is too large', () => {
  test('is refused by its length, unread', async () => {
    const request = posted('a', { 'content-length': String(MAX_BODY + 1) })
    await expect(readText(request)).rejects.toBeInstanceOf(TooLarge)
    expect(request.bodyUsed).toBe(false)
  })

  test('is refused while it comes, where it hides its length', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    await expect(readText(posted(endless))).rejects.toBeInstanceOf(TooLarge)
    expect(sent).toBeLessThan(40)
  })

  test('just fits', async () => {
    expect(await readText(posted('a'.repeat(MAX_BODY)))).toHaveLength(MAX_BODY)
  })
})
