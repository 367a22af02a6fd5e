import { useTexts, useUrl } from '../context.tsx'
import { ViewerSection } from './viewer-section.tsx'

const QUALITIES = ['automatic', 'sharp', 'fast'] as const

/** What matters more where not everything can be had, and on demand, how the picture arrives. */
export function ViewerQuality() {
  const { picture } = useTexts()
  const url = useUrl()
  const help = {
    automatic: picture.automaticHelp,
    sharp: picture.sharpHelp,
    fast: picture.fastHelp,
  }
  return (
    <ViewerSection
      name="quality"
      title={picture.title}
      aside={QUALITIES.map((quality) => (
        <span key={quality} data-quality-is={quality} hidden={quality !== 'automatic'}>
          {picture[quality]}
        </span>
      ))}
    >
      <fieldset class="field">
        <legend class="sr">{picture.quality}</legend>
        <div class="segment">
          {QUALITIES.map((quality) => (
            <label key={quality}>
              <input
                type="radio"
                name="quality"
                value={quality}
                checked={quality === 'automatic'}
                data-quality
              />
              {picture[quality]}
            </label>
          ))}
        </div>
        {QUALITIES.map((quality) => (
          <p key={quality} class="help" data-quality-is={quality} hidden={quality !== 'automatic'}>
            {help[quality]}
          </p>
        ))}
      </fieldset>
      <label class="switch">
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is on
          role="switch"
          aria-controls="statistics"
          data-statistics-switch
        />
        <span>{picture.statistics}</span>
      </label>
      <dl class="kv num small" id="statistics" data-statistics data-probe={url('/healthz')} hidden>
        <Figure name="latency" label={picture.latency} unit={picture.milliseconds} />
        <Figure name="frames" label={picture.frames} />
        <Figure name="bandwidth" label={picture.bandwidth} unit={picture.megabits} />
        <dt>{picture.mode}</dt>
        <dd>
          <span data-mode="stills">{picture.stills}</span>
          <span data-mode="video" hidden>
            {picture.video}
          </span>
        </dd>
      </dl>
    </ViewerSection>
  )
}

function Figure(props: { name: string; label: string; unit?: string }) {
  const { picture } = useTexts()
  return (
    <>
      <dt>{props.label}</dt>
      <dd>
        <span data-figure={props.name}>{picture.unknown}</span> {props.unit}
      </dd>
    </>
  )
}
