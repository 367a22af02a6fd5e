import { useTexts, useUrl } from '../context.tsx'
import { type FormState, listOf } from '../form.ts'
import { Badge } from './badge.tsx'
import { ChoicesField, TextField } from './field.tsx'

/** An agent, and why a workspace may not run there; absent = it may. */
export interface Match {
  readonly agent: string
  readonly reason?: string | undefined
}

export interface Where {
  /** Names of zones that have agents. */
  readonly zones: readonly string[]
  /** All that agents have. */
  readonly labels: readonly string[]
  /** Of every agent, for what the form holds. */
  readonly matches: readonly Match[]
}

/** Where a workspace may run; says which agents that are, as one types. */
export function WorkspaceWhere(props: { form: FormState<'zones' | 'labels'>; where: Where }) {
  const { where: texts } = useTexts()
  const url = useUrl()
  const { form, where } = props
  const gone = listOf(form, 'zones').filter((zone) => !where.zones.includes(zone))
  const choices = [
    ...where.zones.map((zone) => ({ value: zone, label: zone })),
    ...gone.map((zone) => ({ value: zone, label: zone, note: texts.zoneGone })),
  ]
  return (
    <section class="card of-container">
      <header>
        <h2>{texts.title}</h2>
      </header>
      <div
        class="body stack"
        hx-get={url('/admin/workspaces/where')}
        hx-trigger="input delay:250ms"
        hx-include="[name=zones], [name=labels]"
        hx-target="#where-matches"
        hx-swap="outerHTML"
      >
        <ChoicesField
          form={form}
          name="zones"
          label={texts.zones}
          help={texts.zonesHelp}
          empty={texts.noZones}
          choices={choices}
        />
        <TextField
          form={form}
          name="labels"
          label={texts.labels}
          help={
            where.labels.length === 0
              ? texts.labelsHelp
              : `${texts.labelsHelp} ${texts.known(where.labels.join(', '))}`
          }
          placeholder={texts.labelsExample}
        />
        <WhereMatches matches={where.matches} />
      </div>
    </section>
  )
}

const MOST_SHOWN = 12

/** Also what the form asks for as one types: GET /admin/workspaces/where?zones=&labels= */
export function WhereMatches(props: { matches: readonly Match[] }) {
  const { where: texts } = useTexts()
  const all = props.matches.length
  const matching = props.matches.filter(({ reason }) => reason === undefined)
  const others = props.matches.filter(({ reason }) => reason !== undefined)
  const shown = [...matching, ...others].slice(0, MOST_SHOWN)
  return (
    <div class="stack tight" id="where-matches">
      <p role="status">
        <Badge tone={matching.length > 0 ? 'ok' : all === 0 ? 'off' : 'warn'}>
          {all === 0
            ? texts.noAgents
            : matching.length === all
              ? texts.all(all)
              : matching.length === 0
                ? texts.nobody(all)
                : texts.some(matching.length, all)}
        </Badge>
      </p>
      {all > 0 && (
        <ul class="matches small" aria-label={texts.caption}>
          {shown.map(({ agent, reason }) => (
            <li key={agent}>
              <b class="anywhere">{agent}</b> <span class="muted">{reason ?? texts.may}</span>
            </li>
          ))}
          {all > shown.length && <li class="muted">{texts.more(all - shown.length)}</li>}
        </ul>
      )}
    </div>
  )
}
