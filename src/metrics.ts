/** One figure with its name, as Prometheus reads it. */
export type Metric = {
  /** Without our prefix; of a counter with `_total` at its end, of durations with `_seconds`. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

export type Sample = {
  /** What follows the name: `_bucket` and its like. */
  readonly suffix?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** Whoever has figures gives them when asked. */
export type MetricSource = () => Metric[] | Promise<Metric[]>

export function gauge(name: string, help: string, value: number | readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples: samplesOf(value) }
}

export function counter(name: string, help: string, value: number | readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples: samplesOf(value) }
}

function samplesOf(value: number | readonly Sample[]): readonly Sample[] {
  return typeof value === 'number' ? [{ value }] : value
}

/** Samples of one label. */
export function by(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }))
}

/** Text as Prometheus reads it (version 0.0.4); with `open` as OpenMetrics 1.0 has it. */
export function metricsText(metrics: readonly Metric[], open: boolean): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => {
    const whole = `casement_${name}`
    const family = open && type === 'counter' ? whole.replace(/_total$/, '') : whole
    return [
      `# HELP ${family} ${escaped(help)}`,
      `# TYPE ${family} ${type}`,
      ...samples.map((sample) => lineOf(whole, sample)),
    ]
  })
  return `${[...lines, ...(open ? ['# EOF'] : [])].join('\n')}\n`
}

function lineOf(name: string, { suffix = '', labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`)
  return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}

/** Upper bounds in seconds of what this process measures of itself. */
const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

type Timing = { readonly help: string; readonly counts: number[]; sum: number }
const timings = new Map<string, Timing>()

/** Adds how long something took, which `name` says, to the figures of this process. */
export async function timed<T>(name: string, help: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  try {
    return await work()
  } finally {
    observe(name, help, (performance.now() - begun) / 1000)
  }
}

export function observe(name: string, help: string, seconds: number) {
  const timing = timings.get(name) ?? { help, counts: SECONDS.map(() => 0).concat(0), sum: 0 }
  timings.set(name, timing)
  const found = SECONDS.findIndex((bound) => seconds <= bound)
  const at = found < 0 ? SECONDS.length : found
  timing.counts[at] = (timing.counts[at] ?? 0) + 1
  timing.sum += seconds
}

/** Whatever was timed in this process. */
export function timingMetrics(): Metric[] {
  return [...timings].map(([name, { help, counts, sum }]) =>
    histogram(name, help, SECONDS, counts, sum),
  )
}

/** `counts`: of each bucket alone, the last of them without a bound. */
export function histogram(
  name: string,
  help: string,
  bounds: readonly number[],
  counts: readonly number[],
  sum: number,
): Metric {
  let below = 0
  const buckets = [...bounds, '+Inf'].map((bound, at) => {
    below += counts[at] ?? 0
    return { suffix: '_bucket', labels: { le: String(bound) }, value: below }
  })
  const samples = [...buckets, { suffix: '_sum', value: sum }, { suffix: '_count', value: below }]
  return { name, type: 'histogram', help, samples }
}
