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
