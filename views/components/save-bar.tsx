import { useTexts, useUrl } from '../context.tsx'

/** What ends a form: its verb, and the way out. It stays in sight. */
export function SaveBar(props: { verb: string; back: string; note?: string | undefined }) {
  const { common } = useTexts()
  const url = useUrl()
  return (
    <div class="card savebar">
      <footer>
        <button class="btn primary" type="submit">
          {props.verb}
        </button>
        <a class="btn quiet" href={url(props.back)}>
          {common.discard}
        </a>
        {props.note !== undefined && <span class="small muted push">{props.note}</span>}
      </footer>
    </div>
  )
}

/** Container or link; the form shows the fields of the chosen kind (by `:has`, without a script). */
export function KindChoice(props: { value: string }) {
  const { workspaces } = useTexts()
  const kinds = [
    { value: 'container', name: workspaces.kindContainer },
    { value: 'link', name: workspaces.kindLink },
  ]
  return (
    <fieldset class="field" id="field-kind">
      <legend class="label">{workspaces.kind}</legend>
      <div class="segment">
        {kinds.map(({ value, name }) => (
          <label key={value}>
            <input type="radio" name="kind" value={value} checked={value === props.value} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
