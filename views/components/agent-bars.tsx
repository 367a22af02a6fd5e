import type { Texts } from '../../src/texts/index.ts'
import { useTexts } from '../context.tsx'
import { figure, formatMemory } from '../format.ts'
import { type Capacity, DualBar } from './dual-bar.tsx'

type Props = { capacity: Capacity; big?: boolean }

function bar(
  texts: Texts,
  what: string,
  { capacity, big }: Props,
  format: (value: number, unit: boolean) => string,
) {
  const { agents } = texts
  const allocated = agents.allocatedOf(
    format(capacity.allocated, false),
    format(capacity.effective, true),
  )
  const differs = capacity.effective !== capacity.real
  const used =
    capacity.utilised === undefined
      ? agents.utilisedUnknown
      : agents.utilisedNow(format(capacity.utilised, false))
  const real = format(capacity.real, true)
  return (
    <DualBar
      capacity={capacity}
      label={agents.barLabel(what, allocated, used, differs ? agents.barLabelReal(real) : '')}
      allocated={allocated}
      utilised={used}
      real={differs ? agents.real(format(capacity.real, false)) : undefined}
      big={big ?? false}
    />
  )
}

/** In cores. */
export function CpuBar(props: Props) {
  const texts = useTexts()
  return bar(texts, texts.agents.cpu, props, (value, unit) =>
    unit ? texts.common.cpus(figure(texts, value)) : figure(texts, value),
  )
}

/** In bytes; the allocated and utilised figures take the unit of the whole. */
export function MemoryBar(props: Props) {
  const texts = useTexts()
  return bar(texts, texts.agents.memory, props, (value, unit) =>
    unit ? formatMemory(texts, value) : figure(texts, value / 1024 ** 3),
  )
}
