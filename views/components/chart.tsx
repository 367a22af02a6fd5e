import { useTexts } from '../context.tsx'
import { formatMark } from '../format.ts'
import { Time } from './time.tsx'

const WIDTH = 600
const HEIGHT = 150
const MARKS = 5
const DAY_MS = 86_400_000

export interface Point {
  readonly at: Date
  /** Absent where nothing is known: the line has a gap there. */
  readonly value: number | undefined
}

/**
 * A quantity over time as steps, in SVG from the server. Pointing at it, or arrow keys on it, read one value
 * out (views/browser/app/charts.ts); the whole stands in a table behind a button.
 */
export function Chart(props: {
  title: string
  /** What it shows, as a sentence. */
  label: string
  /** Of the legend, before its value. */
  name: string
  points: readonly Point[]
  /** That its top stands for at the least: 2 where halves make no sense. */
  least?: number
  /** As it is read out, with its unit. */
  format: (value: number) => string
}) {
  const texts = useTexts()
  const { common } = texts
  const top = niceTop(Math.max(props.least ?? 0, ...props.points.map(({ value }) => value ?? 0)))
  const last = props.points.findLast(({ value }) => value !== undefined)?.value
  const marks = Array.from(
    { length: MARKS },
    (_, mark) => props.points[Math.round((mark * (props.points.length - 1)) / (MARKS - 1))],
  )
  const [first, final] = [props.points[0], props.points.at(-1)]
  const days = first && final ? (final.at.getTime() - first.at.getTime()) / DAY_MS : 0
  const mark = days > 2 ? 'day' : 'clock'
  return (
    <figure class="chart" data-chart>
      <figcaption>
        <b>{props.title}</b>
        <output data-chart-at hidden />
        <span class="key alloc">
          {props.name}{' '}
          <b class="num" data-chart-value>
            {last === undefined ? common.none : props.format(last)}
          </b>
        </span>
      </figcaption>
      <div class="plot">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={props.label}
          tabindex={0}
          data-plot
        >
          <path
            class="gridline"
            d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`}
          />
          {runs(props.points).map((run) => (
            <Steps key={run.first} {...run} of={props.points.length} top={top} />
          ))}
          <path class="cursor" d="" />
        </svg>
        <div class="y num" aria-hidden="true">
          <span>{props.format(top)}</span>
          <span>{props.format(top / 2)}</span>
          <span>{props.format(0)}</span>
        </div>
        <div class="x" aria-hidden="true">
          {marks.map(
            (point) =>
              point && (
                <time key={point.at.getTime()} datetime={point.at.toISOString()} data-mark={mark}>
                  {formatMark(texts, point.at, mark)}
                </time>
              ),
          )}
        </div>
      </div>
      <details class="small">
        <summary>{common.showTable}</summary>
        <div class="scroll">
          <table class="table tight">
            <thead>
              <tr>
                <th scope="col">{common.time}</th>
                <th scope="col" class="end">
                  {props.name}
                </th>
              </tr>
            </thead>
            <tbody>
              {props.points.map(({ at, value }) => (
                <tr key={at.getTime()}>
                  <td>
                    <Time at={at} />
                  </td>
                  <td class="num end">{value === undefined ? common.none : props.format(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

/** The last values as a small line, beside a figure that says the present one. */
export function Spark(props: { values: readonly (number | undefined)[] }) {
  const top = Math.max(1e-9, ...props.values.map((value) => value ?? 0))
  const last = Math.max(1, props.values.length - 1)
  const points = props.values.flatMap((value, step) =>
    value === undefined ? [] : [`${round((step * 100) / last)} ${round(28 - (26 * value) / top)}`],
  )
  return (
    <svg class="spark push" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
      {points.length > 1 && <path class="ln alloc" d={`M${points.join('L')}`} />}
    </svg>
  )
}

function Steps(props: { first: number; values: readonly number[]; of: number; top: number }) {
  const x = (step: number) => round((step * WIDTH) / props.of)
  const y = (value: number) => round(HEIGHT - (HEIGHT * value) / props.top)
  const line = props.values
    .map((value, step) => `V${y(value)}H${x(props.first + step + 1)}`)
    .join('')
    .slice(1)
  const from = x(props.first)
  const start = line.slice(0, line.indexOf('H'))
  const path = `M${from} ${start}${line.slice(start.length)}`
  return (
    <>
      <path class="ar alloc" d={`${path}V${HEIGHT}H${from}Z`} />
      <path class="ln alloc" d={path} />
    </>
  )
}

/** Stretches without a gap. */
function runs(points: readonly Point[]) {
  const found: { first: number; values: number[] }[] = []
  let open: { first: number; values: number[] } | undefined
  for (const [step, { value }] of points.entries()) {
    if (value === undefined) open = undefined
    else if (open) open.values.push(value)
    else {
      open = { first: step, values: [value] }
      found.push(open)
    }
  }
  return found
}

/** The next figure that halves well. */
export function niceTop(most: number): number {
  if (most <= 0) return 2
  const scale = 10 ** Math.floor(Math.log10(most))
  const found = [1, 2, 4, 6, 8, 10].find((step) => step * scale >= most) ?? 10
  return found * scale
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
