import { type Carrier, type Cell, type Layer, MEMORY } from './cells.ts'
import { type Estimate, estimate, type Goal, meets } from './statistics.ts'

/** One carrier in one cell of one round. */
export type Sample = {
  readonly round: number
  readonly layer: Layer
  readonly cell: string
  readonly carrier: Carrier
  /** In the unit of the cell's figure; of less is better. */
  readonly cost: number
  /** Operations or gigabytes a second; 0 where there is none. */
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/** One line of the report. */
export type Row = {
  readonly layer: Layer
  readonly title: string
  readonly unit: string
  readonly costs: ReadonlyMap<Carrier, Estimate>
  readonly rates: ReadonlyMap<Carrier, Estimate>
  /** Of a memory its own size; else the rival's cost divided by ours, in the same round. */
  readonly figure: Estimate
  readonly rival: Carrier | undefined
  readonly goal: Goal | undefined
  readonly met: boolean | undefined
}

const UNITS = {
  'CPU per GB': 'CPU s per GB',
  'CPU per 100,000': 'CPU s per 100,000',
  p99: 'ms',
} as const

export function rowOf(cell: Cell, layer: Layer, all: readonly Sample[]): Row {
  const samples = all.filter((sample) => sample.cell === cell.name && sample.layer === layer)
  const ratios = ours(samples).flatMap(({ round, cost }) => {
    const rival = samples.find((one) => one.carrier === cell.rival && one.round === round)
    return rival ? [rival.cost / cost] : []
  })
  const unit = UNITS[cell.figure]
  const common = { layer, title: cell.title, unit, rival: cell.rival }
  return judged(common, samples, cell.carriers, estimate(ratios), cell.goals[layer])
}

export function memoryCell(count: number): string {
  return `${MEMORY.name} ${count}`
}

export function memoryRow(count: number, layer: Layer, all: readonly Sample[]): Row {
  const samples = all.filter((one) => one.cell === memoryCell(count) && one.layer === layer)
  const title = `memory of an idle tunnel, of ${count.toLocaleString('en')}`
  const common = { layer, title, unit: 'kB', rival: undefined }
  const figure = estimate(ours(samples).map(({ cost }) => cost))
  return judged(common, samples, carriersOf(samples), figure, { most: MEMORY.most })
}

function judged(
  common: Pick<Row, 'layer' | 'title' | 'unit' | 'rival'>,
  samples: readonly Sample[],
  carriers: readonly Carrier[],
  figure: Estimate,
  goal: Goal | undefined,
): Row {
  const spread = (value: (sample: Sample) => number) =>
    new Map(
      carriers.map((carrier) => {
        const own = samples.filter((sample) => sample.carrier === carrier)
        return [carrier, estimate(own.map(value))]
      }),
    )
  return {
    ...common,
    costs: spread(({ cost }) => cost),
    rates: spread(({ rate }) => rate),
    figure,
    goal,
    met: goal && meets(figure, goal),
  }
}

function ours(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ carrier }) => carrier === 'Casement')
}

function carriersOf(samples: readonly Sample[]): Carrier[] {
  return [...new Set(samples.map(({ carrier }) => carrier))]
}
