/** Reads single values out of charts: where the pointer is, or where arrow keys have moved to. */
export function watchCharts(): void {
  document.addEventListener('pointermove', (event) => {
    const plot = plotOf(event.target)
    if (!plot) return
    const { left, width } = plot.getBoundingClientRect()
    const rows = rowsOf(plot)
    show(plot, rows, Math.floor(((event.clientX - left) / width) * rows.length))
  })
  document.addEventListener('pointerout', (event) => {
    const plot = plotOf(event.target)
    if (plot && plot !== document.activeElement) clear(plot)
  })
  document.addEventListener('focusout', (event) => {
    const plot = plotOf(event.target)
    if (plot) clear(plot)
  })
  document.addEventListener('keydown', (event) => {
    const plot = plotOf(event.target)
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!plot || step === undefined) return
    event.preventDefault()
    const rows = rowsOf(plot)
    const at = plot.getAttribute('data-at')
    show(plot, rows, at === null ? rows.length - 1 : Number(at) + step)
  })
}

function plotOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('[data-plot]') : null
}

/** The values stand in the table of the chart. */
function rowsOf(plot: Element): Element[] {
  return [...(plot.closest('[data-chart]')?.querySelectorAll('tbody tr') ?? [])]
}

function show(plot: Element, rows: readonly Element[], wanted: number) {
  const at = Math.min(rows.length - 1, Math.max(0, wanted))
  const [time, value] = rows[at]?.children ?? []
  if (!time || !value) return
  plot.setAttribute('data-at', String(at))
  const x = ((at + 0.5) / rows.length) * 600
  plot.querySelector('.cursor')?.setAttribute('d', `M${x} 0V150`)
  const chart = plot.closest('[data-chart]')
  const output = chart?.querySelector<HTMLElement>('[data-chart-at]')
  const key = chart?.querySelector<HTMLElement>('[data-chart-value]')
  if (!output || !key) return
  key.dataset.now ??= key.textContent ?? ''
  output.hidden = false
  output.textContent = time.textContent
  key.textContent = value.textContent
}

function clear(plot: Element) {
  plot.removeAttribute('data-at')
  plot.querySelector('.cursor')?.setAttribute('d', '')
  const chart = plot.closest('[data-chart]')
  const output = chart?.querySelector<HTMLElement>('[data-chart-at]')
  const key = chart?.querySelector<HTMLElement>('[data-chart-value]')
  if (output) output.hidden = true
  if (key?.dataset.now !== undefined) key.textContent = key.dataset.now
}
