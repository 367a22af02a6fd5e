import { ABILITIES, type Ability, type GroupAbility } from '../../src/domain/abilities.ts'
import { useTexts } from '../context.tsx'
import { type FormState, listOf, shownName, textOf } from '../form.ts'
import { fieldId } from './field.tsx'

/** The abilities of a workspace as switches; the names of those that are on are sent as `abilities`. */
export function WorkspaceAbilities(props: { form: FormState<'abilities'> }) {
  const { abilities: texts } = useTexts()
  const on = listOf(props.form, 'abilities')
  return (
    <section class="card of-container" aria-labelledby={fieldId('abilities')}>
      <header>
        <h2 id={fieldId('abilities')}>{texts.title}</h2>
      </header>
      <div class="body stack">
        <p class="small muted">{texts.ofWorkspace}</p>
        <input type="hidden" name={shownName('abilities')} value={ABILITIES.join(' ')} />
        <div class="pair">
          {ABILITIES.map((ability) => (
            <label class="switch" key={ability}>
              <input
                type="checkbox"
                // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is on
                role="switch"
                name="abilities"
                value={ability}
                checked={on.includes(ability)}
              />
              <b>{texts.names[ability]}</b>
            </label>
          ))}
        </div>
      </div>
    </section>
  )
}

/** The abilities as a group sets them: each on, off, or left to another group. */
export function GroupAbilitiesCard(props: {
  form: FormState<Ability>
  /** What applies now to a member, for a group that exists. */
  effective?: Readonly<Record<Ability, GroupAbility>> | undefined
  group?: string | undefined
}) {
  const { abilities: texts } = useTexts()
  return (
    <section class="card">
      <header>
        <h2>{texts.title}</h2>
      </header>
      <div class="body stack">
        <p class="small muted">{texts.ofGroup}</p>
        {ABILITIES.map((ability) => (
          <AbilityChoice
            key={ability}
            form={props.form}
            ability={ability}
            now={props.effective?.[ability]}
            group={props.group}
          />
        ))}
      </div>
    </section>
  )
}

function AbilityChoice(props: {
  form: FormState<Ability>
  ability: Ability
  now: GroupAbility | undefined
  group: string | undefined
}) {
  const { abilities: texts } = useTexts()
  const { ability, form } = props
  const id = fieldId(ability)
  const typed = textOf(form, ability)
  const error: string | undefined = form.errors[ability]
  const choices = [
    { value: '', name: texts.unset },
    { value: 'on', name: texts.on },
    { value: 'off', name: texts.off },
  ]
  return (
    <div class="choice" id={id} role="radiogroup" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`}>
        <b>{texts.names[ability]}</b>
        {props.now && <Origin now={props.now} group={props.group} />}
        {error !== undefined && <small class="error">{error}</small>}
      </span>
      <span class="segment">
        {choices.map(({ value, name }) => (
          <label key={value}>
            <input type="radio" name={ability} value={value} checked={value === typed} />
            {name}
          </label>
        ))}
      </span>
    </div>
  )
}

function Origin(props: { now: GroupAbility; group: string | undefined }) {
  const { abilities: texts, groups } = useTexts()
  const { on, origin } = props.now
  const value = on ? texts.nowOn : texts.nowOff
  if (!origin) return <small>{groups.effectiveDefault(value)}</small>
  if (origin.id === props.group) return <small>{groups.effectiveHere(value)}</small>
  return <small>{groups.effectiveNow(value, origin.name)}</small>
}
