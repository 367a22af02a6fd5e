import { useTexts, useUrl } from '../context.tsx'

/** The box of a row; `form` is the id of the bar below the table. Not there on a narrow screen. */
export function Pick(props: { form: string; id: string; name: string; disabled?: boolean }) {
  const { common } = useTexts()
  return (
    <td class="pickcell">
      <input
        class="pick"
        type="checkbox"
        name="id"
        value={props.id}
        form={props.form}
        disabled={props.disabled}
        aria-label={common.pick(props.name)}
      />
    </td>
  )
}

/** The head of the column of boxes: one box for all of them (views/browser/app/tables.ts). */
export function PickAll() {
  const { common } = useTexts()
  return (
    <th scope="col" class="pickcell">
      <input type="checkbox" aria-label={common.pickAll} data-pick-all />
    </th>
  )
}

export interface BulkAct {
  readonly value: string
  readonly verb: string
  /** Asked first, with how many it is about: it cannot be undone, or somebody should know what it does. */
  readonly confirm?: {
    readonly one: string
    readonly many: string
    readonly body: string
    /** On the button that does nothing. */
    readonly stay?: string
  }
  /** A path of ours that answers with a file, instead of what the others change. */
  readonly download?: string
}

/**
 * What can be done with all rows that are picked; stands in the place of the pager while some are. Sends
 * `id`, as often as there are rows, and `act`. Sentences with `{count}` are filled in by the browser.
 */
export function BulkBar(props: { id: string; action: string; acts: readonly BulkAct[] }) {
  const { common } = useTexts()
  const url = useUrl()
  const dialogOf = (act: BulkAct) => `${props.id}-${act.value}`
  return (
    <>
      <footer class="bulk">
        <form class="row" id={props.id} method="post" action={url(props.action)}>
          <span class="num" role="status" data-many={common.picked} data-one={common.pickedOne} />
          {props.acts.map((act) =>
            act.confirm ? (
              <button
                key={act.value}
                class={act.download === undefined ? 'btn sm danger' : 'btn sm'}
                type="button"
                data-dialog={dialogOf(act)}
              >
                {act.verb}
              </button>
            ) : (
              <button key={act.value} class="btn sm" type="submit" name="act" value={act.value}>
                {act.verb}
              </button>
            ),
          )}
        </form>
      </footer>
      {props.acts.map(
        (act) =>
          act.confirm && (
            <dialog
              key={act.value}
              class="dialog"
              id={dialogOf(act)}
              aria-labelledby={`${dialogOf(act)}-title`}
            >
              <header>
                <h2
                  id={`${dialogOf(act)}-title`}
                  data-many={act.confirm.many}
                  data-one={act.confirm.one}
                >
                  {act.verb}
                </h2>
              </header>
              <div class="body">
                <p>{act.confirm.body}</p>
              </div>
              <footer>
                <button class="btn" type="button" data-close autofocus>
                  {act.confirm.stay ?? common.keep}
                </button>
                <button
                  class={act.download === undefined ? 'btn danger primary' : 'btn primary'}
                  type="submit"
                  form={props.id}
                  formaction={act.download === undefined ? undefined : url(act.download)}
                  // What was saved as a file leaves the page as it is.
                  data-close={act.download === undefined ? undefined : true}
                  name="act"
                  value={act.value}
                >
                  {act.verb}
                </button>
              </footer>
            </dialog>
          ),
      )}
    </>
  )
}
