import type { SwitchedOff } from '../../src/domain/abilities.ts'
import { useTexts } from '../context.tsx'

/** What stands in the panel in place of a section that nobody may use here: its name, and who says so. */
export function ViewerOff(props: { title: string; by: Exclude<SwitchedOff, undefined> }) {
  const { abilities } = useTexts()
  return (
    <div class="fold off">
      <h2>{props.title}</h2>
      <p class="small muted">{abilities.offFor[props.by]}</p>
    </div>
  )
}
