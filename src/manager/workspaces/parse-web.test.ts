import { describe, expect, test } from 'bun:test'
import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import { Invalid } from '../../errors.ts'
import { checks } from '../web/fields.ts'
import { parseWeb } from './parse-web.ts'
import { asForm } from './typed-form.ts'

const KASM = { webKind: 'https', webPort: '6901', webUser: 'kasm_user' }

function parse(fields: Readonly<Record<string, string>>) {
  const form = asForm(fields)
  const check = checks<WorkspaceField>(form)
  const parsed = parseWeb(form, check)
  check.settle()
  return parsed
}

/** The fields that are refused. */
function refused(fields: Readonly<Record<string, string>>): string[] {
  try {
    parse(fields)
  } catch (error) {
    if (error instanceof Invalid) return Object.keys(error.fields)
    throw error
  }
  return []
}

describe('how an image is reached', () => {
  test('stays as it is where a form does not say', () => {
    expect(parse({})).toEqual({})
    expect(parse({ webKind: 'desktop', webPort: 'nonsense' })).toEqual({ web: null })
  })

  test('is a page, opened by a name, with the certificate that is believed', () => {
    const rest = { scheme: 'https', port: 6901, user: 'kasm_user' } as const
    expect(parse(KASM)).toEqual({ web: { ...rest, path: '/', fingerprint: '' } })
    const typed = { webPath: ' /vnc.html?a=b ', webFingerprint: 'AB:'.repeat(31) + 'AB' }
    expect(parse({ ...KASM, ...typed })).toEqual({
      web: { ...rest, path: '/vnc.html?a=b', fingerprint: 'ab'.repeat(32) },
    })
  })

  test.each([
    ['webKind', 'ftp'],
    ['webPort', ''],
    ['webPort', '0'],
    ['webPort', '65536'],
    ['webPath', '//evil.example'],
    ['webPath', 'vnc.html'],
    ['webUser', 'a:b'],
    ['webUser', 'a b'],
    ['webFingerprint', 'ab'],
  ])('is refused where %s is %p', (field, value) => {
    expect(refused({ ...KASM, [field]: value })).toEqual([field])
  })
})
