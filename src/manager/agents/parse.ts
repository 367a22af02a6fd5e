import type { AgentField } from '../../../views/agent-detail.tsx'
import type { AgentSettings } from '../../db/agents.ts'
import { parseSize } from '../../domain/size.ts'
import { type Checks, checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'
import { parseLabels } from '../web/words.ts'

const MOST_CORES = 4096

/** Reads the settings of an agent. An override that is left empty is none: 0. */
export function parseAgent(form: Form): AgentSettings {
  const check: Checks<AgentField> = checks(form)
  const settings = {
    enabled: form.ticked('enabled'),
    coresOverride: cores(form, check),
    memoryOverride: memory(form, check),
    labels: parseLabels(check, 'labels'),
  }
  check.settle()
  return settings
}

function cores(form: Form, check: Checks<AgentField>): number {
  const typed = form.text('cores').trim().replace(',', '.')
  const value = /^\d{0,4}(\.\d{1,3})?$/.test(typed) ? Number(typed) : Number.NaN
  if (value <= MOST_CORES) return value
  check.refuse('cores', (t) => t.reasons.coresOverride)
  return 0
}

function memory(form: Form, check: Checks<AgentField>): number {
  const typed = form.text('memory').trim()
  const value = typed === '' || typed === '0' ? 0 : parseSize(typed)
  if (value === undefined) check.refuse('memory', (t) => t.reasons.memoryOverride)
  return value ?? 0
}
