import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import { isStart, parseFingerprint, type WebPage } from '../../domain/web-page.ts'
import type { Checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'

/** Reads how an image is reached; undefined where the form does not say, which leaves it as it is. */
export function parseWeb(form: Form, check: Checks<WorkspaceField>): { web?: WebPage | null } {
  const typed = form.text('webKind')
  if (typed === '') return {}
  if (typed === 'desktop') return { web: null }
  if (typed !== 'http' && typed !== 'https') check.refuse('webKind', (t) => t.web.kindUnknown)
  const scheme = typed === 'http' ? 'http' : 'https'
  const path = form.text('webPath').trim() || '/'
  if (!isStart(path) || path.length > 1000) check.refuse('webPath', (t) => t.web.pathForm)
  const user = check.line('webUser', 100)
  if (!/^[!-9;-~]*$/.test(user)) check.refuse('webUser', (t) => t.web.userForm)
  const fingerprint = parseFingerprint(scheme === 'https' ? form.text('webFingerprint') : '')
  if (fingerprint === undefined) check.refuse('webFingerprint', (t) => t.web.fingerprintForm)
  return { web: { scheme, port: port(form, check), path, user, fingerprint: fingerprint ?? '' } }
}

function port(form: Form, check: Checks<WorkspaceField>): number {
  const typed = form.text('webPort').trim()
  const value = /^\d{1,5}$/.test(typed) ? Number(typed) : 0
  if (value >= 1 && value <= 65_535) return value
  check.refuse('webPort', (t) => t.refusals.wholeNumber(1, 65_535))
  return 1
}
