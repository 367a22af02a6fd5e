import { ABILITIES, type Ability, type GroupAbility } from '../../src/domain/abilities.ts'
import {
  type Effective,
  endAction,
  GROUP_SETTING_NAMES,
  type GroupSetting,
  isEndSetting,
} from '../../src/domain/limits.ts'
import type { Texts } from '../../src/texts/index.ts'
import { useTexts } from '../context.tsx'

/** A limit in words: 0 minutes are no limit. */
export function settingValue(texts: Texts, name: GroupSetting, value: number): string {
  if (isEndSetting(name)) return texts.groups.endActions[endAction(value)]
  if (name === 'sessionMinutes' || name === 'idleMinutes') {
    return value === 0 ? texts.groups.noLimit : texts.common.minutes(value)
  }
  return String(value)
}

/** What applies to somebody, and which group says so. */
export function EffectiveSettings(props: {
  effective: Readonly<Record<GroupSetting, Effective>>
  abilities: Readonly<Record<Ability, GroupAbility>>
}) {
  const texts = useTexts()
  const { users, groups, abilities } = texts
  return (
    <section class="card" aria-labelledby="effective">
      <header>
        <h2 id="effective">{users.effective}</h2>
      </header>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{users.setting}</th>
            <th scope="col">{users.value}</th>
            <th scope="col">{users.setBy}</th>
          </tr>
        </thead>
        <tbody>
          {GROUP_SETTING_NAMES.map((name) => {
            const { value, origin } = props.effective[name]
            return (
              <tr key={name}>
                <th scope="row">{groups.settingNames[name]}</th>
                <td class="num nb">{settingValue(texts, name, value)}</td>
                <td class="muted">{origin?.name ?? users.byDefault}</td>
              </tr>
            )
          })}
          {ABILITIES.map((ability) => {
            const { on, origin } = props.abilities[ability]
            return (
              <tr key={ability}>
                <th scope="row">{abilities.names[ability]}</th>
                <td>{on ? abilities.on : abilities.off}</td>
                <td class="muted">{origin?.name ?? users.byDefault}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p class="body small muted">{users.effectiveHelp}</p>
    </section>
  )
}
