/** Shows what came of each check; figures go into its sentence at `{name}`. */
export class Rows {
  readonly #place: HTMLElement

  constructor(place: HTMLElement) {
    this.#place = place
  }

  show(check: string, outcome: string, values: Readonly<Record<string, string>> = {}): void {
    const row = this.#place.querySelector<HTMLElement>(`[data-check="${CSS.escape(check)}"]`)
    if (!row) return
    for (const one of row.querySelectorAll<HTMLElement>('[data-outcome]')) {
      one.hidden = one.dataset.outcome !== outcome
      const sentence = one.hidden ? null : one.querySelector('p')
      if (sentence) sentence.textContent = fill(sentence.textContent, values)
    }
    const mends = ['bad', 'warn'].includes(this.#verdictOf(row) ?? '')
    const mend = row.querySelector<HTMLElement>('[data-mend]')
    if (mend) mend.hidden = !mends
    const choice = this.#place.querySelector<HTMLElement>('[data-choice]')
    if (choice && mend && mends) choice.hidden = false
    this.#sumUp()
  }

  #verdictOf(row: HTMLElement): string | undefined {
    return row.querySelector<HTMLElement>('[data-outcome]:not([hidden])')?.dataset.verdict
  }

  #sumUp(): void {
    const verdicts = [...this.#place.querySelectorAll<HTMLElement>('[data-check]')].map((row) =>
      this.#verdictOf(row),
    )
    if (verdicts.includes(undefined)) return
    const wrong = verdicts.filter((verdict) => verdict === 'bad').length
    const better = verdicts.filter((verdict) => verdict === 'warn').length
    if (wrong > 0) this.#say(wrong === 1 ? 'wrongOne' : 'wrongMany', wrong)
    else if (better > 0) this.#say(better === 1 ? 'noticeOne' : 'noticeMany', better)
    else this.#say('well', 0)
  }

  #say(name: string, count: number): void {
    for (const word of this.#place.querySelectorAll<HTMLElement>('[data-summary] [data-word]')) {
      word.hidden = word.dataset.word !== name
      const text = word.querySelector('b')
      if (text && !word.hidden) text.textContent = fill(text.textContent, { count: String(count) })
    }
  }
}

function fill(sentence: string | null, values: Readonly<Record<string, string>>): string {
  return (sentence ?? '').replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
