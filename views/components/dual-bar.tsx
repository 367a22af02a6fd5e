/** One thing a host has: what of it is promised, used and there. In one unit, any. */
export interface Capacity {
  readonly allocated: number
  /** Absent before the first check-in. */
  readonly utilised?: number | undefined
  readonly real: number
  /** What is handed out: the override, or the real figure. */
  readonly effective: number
}

function share(part: number, whole: number): string {
  if (whole <= 0) return '0%'
  return `${Math.min(100, (part / whole) * 100).toFixed(1)}%`
}

/**
 * The upper lane is utilised, the lower one allocated, against effective capacity. A notch marks the
 * real capacity where it differs, hatching what an override adds. Widths are SVG attributes: the CSP
 * allows no style.
 */
export function DualBar(props: {
  capacity: Capacity
  label: string
  allocated: string
  utilised: string
  real?: string | undefined
  big?: boolean
}) {
  const { allocated, utilised, real, effective } = props.capacity
  const whole = Math.max(effective, real)
  const added = effective > real
  return (
    <div class={props.big ? 'dual big' : 'dual'}>
      <svg role="img" aria-label={props.label}>
        <title>{props.label}</title>
        <rect class="track" width="100%" height="6" y="1" />
        <rect class="track" width="100%" height="6" y="9" />
        {added && (
          <rect
            class="beyond"
            x={share(real, whole)}
            width={share(effective - real, whole)}
            height="14"
            y="1"
          />
        )}
        {utilised !== undefined && (
          <rect class="used" width={share(utilised, whole)} height="6" y="1" />
        )}
        <rect
          class={allocated > effective ? 'alloc hot' : 'alloc'}
          width={share(allocated, whole)}
          height="6"
          y="9"
        />
        {effective !== real && (
          <line
            class="real"
            x1={share(added ? real : effective, whole)}
            x2={share(added ? real : effective, whole)}
            y1="-2"
            y2="17"
          />
        )}
      </svg>
      <p>
        <b>{props.allocated}</b>
        <span>
          {props.utilised}
          {props.real !== undefined && ` · ${props.real}`}
        </span>
      </p>
    </div>
  )
}
