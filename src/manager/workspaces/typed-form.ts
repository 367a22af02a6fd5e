import { shownName } from '../../../views/form.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import type { Form } from '../web/form.ts'

/** As a browser would send the form with these values. */
export function asForm(
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): Form {
  const list = (name: string): readonly string[] => {
    if (name === shownName('abilities')) return [ABILITIES.join(' ')]
    const value = values[name] ?? []
    return typeof value === 'string' ? [value] : value
  }
  const text = (name: string) => list(name)[0] ?? ''
  return { list, text, ticked: (name) => text(name) === 'on' }
}
