/** What a keyboard, an input method, fingers and the on-screen keyboard bring into the session. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
const LIMIT = 60_000
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const CTRL = 'ffe3'
const SHIFT = 'ffe1'

beforeAll(() => stage.start())
afterAll(() => stage.stop())

async function connected(options = {}): Promise<Page> {
  const page = await stage.open(options)
  await shows(page, 'connected')
  return page
}

/** As X keysyms: what stands outside of Latin 1 is Unicode with a mark. */
function keysyms(text: string): number[] {
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0
    return point <= 0xff ? point : 0x1000000 + point
  })
}

async function typed(text: string): Promise<void> {
  const wanted = keysyms(text).join()
  await until(`“${text}” in the session`, () => stage.desktop.keys.join() === wanted, 20)
}

async function strokes(...wanted: string[]): Promise<void> {
  const all = () => stage.desktop.strokes.join(' ')
  await until(`${wanted} but not ${all()}`, () => all() === wanted.join(' '), 20)
}

test(
  'an input method composes over the screen, and what it settles on is typed',
  async () => {
    const page = await connected()
    const cdp = await page.context().newCDPSession(page)
    for (const text of ['k', 'か', 'かn', 'かんじ']) {
      const end = text.length
      await cdp.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end })
    }
    expect(await page.isVisible('.typing.composing')).toBe(true)
    expect(stage.desktop.keys).toEqual([])

    await cdp.send('Input.insertText', { text: '漢字' })

    await typed('漢字')
    expect(await page.isVisible('.typing.composing')).toBe(false)
    await page.keyboard.type('ok')
    await typed('漢字ok')
  },
  LIMIT,
)

test(
  'text that comes without keys is typed: emoji, dictation, dead keys',
  async () => {
    const page = await connected()
    await page.keyboard.insertText('é€😀λ')
    await typed('é€😀λ')
  },
  LIMIT,
)

test(
  'more characters than the display has free keys are pasted, and the clipboard has its text back',
  async () => {
    const page = await connected()
    stage.desktop.copy('my own')
    await until('it', async () => (await page.inputValue('#clipboard')) === 'my own', 20)
    const many = String.fromCodePoint(...Array.from({ length: 60 }, (_, n) => 0x4e00 + n))
    await page.keyboard.insertText(many)
    await typed(many)

    stage.desktop.strokes.length = 0
    await page.keyboard.insertText('ÀÈÌÒÙ')
    await page.keyboard.press('Enter')
    await strokes(`+${SHIFT}`, '+ff63', '-ff63', `-${SHIFT}`, '+ff0d', '-ff0d')
    expect(stage.desktop.pasted).toEqual(['ÀÈÌÒÙ'])
    await until('its own text', () => stage.desktop.pasted.at(-1) === 'my own', 20)

    stage.desktop.strokes.length = 0
    await page.keyboard.insertText('\u4e00')
    await strokes('+1004e00', '-1004e00')
  },
  LIMIT,
)

test(
  'a modifier sticks for one key, or until it is pressed again',
  async () => {
    const page = await connected()
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.waitForSelector('#panel:not([hidden])')
    const before = stage.desktop.strokes.length
    stage.desktop.strokes.splice(0, before)
    const ctrl = page.locator('#panel [data-modifier=ControlLeft]')

    await ctrl.click()
    expect(await ctrl.getAttribute('aria-pressed')).toBe('true')
    await page.focus('[data-typing]')
    await page.keyboard.press('c')
    await strokes(`+${CTRL}`, '+63', `-${CTRL}`, '-63')
    expect(await ctrl.getAttribute('aria-pressed')).toBe('false')

    stage.desktop.strokes.length = 0
    await ctrl.click()
    await ctrl.click()
    await page.focus('[data-typing]')
    await page.keyboard.press('c')
    await page.keyboard.press('v')
    await page.mouse.click(300, 300)
    await ctrl.click()
    await strokes(`+${CTRL}`, '+63', '-63', '+76', '-76', `-${CTRL}`)
  },
  LIMIT,
)

test(
  'the on-screen keyboard types letters, capitals, signs and keys, and leaves the focus alone',
  async () => {
    const page = await connected()
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.click('#panel [data-keyboard-toggle]')
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.waitForSelector('#panel', { state: 'hidden' })
    const keyboard = page.locator('#keyboard')
    stage.desktop.strokes.length = 0

    await keyboard.locator('[data-code=KeyA]').click()
    await keyboard.locator('[data-modifier=ShiftLeft]').click()
    expect(await keyboard.locator('[data-code=KeyA]').textContent()).toBe('A')
    await keyboard.locator('[data-code=KeyA]').click()
    await keyboard.locator('[data-turn=symbols]').click()
    await keyboard.locator('[data-type="€"]').click()
    await keyboard.locator('[data-turn=functions]').click()
    await keyboard.locator('[data-key=F5]').click()
    await strokes(
      ...['+61', '-61', `+${SHIFT}`, '+41', '-41', `-${SHIFT}`],
      ...['+10020ac', '-10020ac', '+ffc2', '-ffc2'],
    )
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('typing')

    // With the keyboard alone, for whom the pointer is another's.
    await keyboard.locator('[data-key=Home]').focus()
    await page.keyboard.press('Enter')
    await until('Home', () => stage.desktop.strokes.at(-1) === '-ff50', 20)
    await page.keyboard.press('Escape')
    expect(await keyboard.isHidden()).toBe(true)
  },
  LIMIT,
)

test(
  'the letters are those of the person’s own layout, where the browser tells',
  async () => {
    const page = await stage.open()
    await page.addInitScript(() => {
      const layout = new Map([
        ['KeyQ', 'a'],
        ['BracketLeft', 'ü'],
        ['KeyM', ','],
      ])
      Object.defineProperty(navigator, 'keyboard', {
        get: () => ({ getLayoutMap: () => Promise.resolve(layout) }),
      })
    })
    await page.reload()
    await shows(page, 'connected')
    await page.evaluate("document.querySelector('#panel [data-keyboard-toggle]').click()")
    await page.click('[data-code=BracketLeft]')
    await page.click('[data-code=KeyQ]')
    await typed('üa')
    expect(await page.isHidden('[data-code=KeyM]')).toBe(true)
  },
  LIMIT,
)

test(
  'a phone opens its own keyboard when asked, types as it composes, and takes back',
  async () => {
    const page = await connected(PHONE)
    const mode = () => page.getAttribute('[data-typing]', 'inputmode')
    expect(await mode()).toBe('none')
    await page.tap('.keys-latch')
    expect(await mode()).toBe('text')
    expect(await page.isVisible('#keyboard [data-key=Escape]')).toBe(true)
    expect(await page.isHidden('#keyboard [data-code=KeyA]')).toBe(true)

    const cdp = await page.context().newCDPSession(page)
    for (const text of ['h', 'he', 'hey']) {
      const end = text.length
      await cdp.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end })
    }
    await typed('hey')
    await cdp.send('Input.insertText', { text: 'hello' })
    const backspace = 0xff08
    const all = () => stage.desktop.keys.join()
    const hello = [...keysyms('hey'), backspace, ...keysyms('llo')]
    await until('the correction', () => all() === hello.join(), 20)

    for (const _ of 'hello, and before') await page.evaluate("document.execCommand('delete')")
    const gone = hello.concat(Array(17).fill(backspace))
    await until('the backspaces', () => all() === gone.join(), 20)
  },
  LIMIT,
)
