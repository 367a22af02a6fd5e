import type { SwitchedOff } from '../../src/domain/abilities.ts'
import { usePage, useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { Icon } from './icon.tsx'
import { ViewerOff } from './viewer-off.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Sound out and microphone in; views/browser/viewer/sound.ts and microphone.ts. */
export function ViewerSound(props: Pick<ViewerPageProps, 'abilities'>) {
  const { sound, abilities } = useTexts()
  const { assets } = usePage()
  const url = useUrl()
  const { sound: off, microphone } = props.abilities
  if (off && microphone) return <ViewerOff title={sound.title} by={off} />
  return (
    <ViewerSection name="sound" title={sound.title} aside={!off && <span data-loudness />}>
      {off ? (
        <p class="small muted">{abilities.offFor[off]}</p>
      ) : (
        <div
          class="sound"
          data-sound
          data-worklet={url(`${assets}/sound-worklet.js`)}
          data-percent={sound.percent}
          data-muted={sound.muted}
        >
          <div class="row">
            <button
              class="btn sm"
              type="button"
              aria-pressed={false}
              aria-label={sound.mute}
              data-mute
            >
              <Icon name="volume-2" class="audible" />
              <Icon name="volume-x" class="silent" />
            </button>
            <input
              class="range"
              type="range"
              min={0}
              max={100}
              step={5}
              aria-label={sound.volume}
              data-volume
            />
          </div>
          <Conditions
            of={{
              waiting: sound.waiting,
              lost: sound.lost,
              absent: sound.absent,
              unable: sound.unable,
            }}
          />
        </div>
      )}
      <Microphone off={microphone} />
    </ViewerSection>
  )
}

function Microphone(props: { off: SwitchedOff }) {
  const { sound, abilities } = useTexts()
  const { assets } = usePage()
  const url = useUrl()
  const tied = { 'aria-describedby': 'microphone-is' }
  return (
    <label
      class="switch"
      {...(props.off ? {} : { 'data-microphone': true })}
      data-worklet={url(`${assets}/microphone-worklet.js`)}
    >
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is on
        role="switch"
        autocomplete="off"
        disabled={props.off !== undefined}
        aria-label={sound.microphone}
        {...tied}
      />
      <span>
        <b>{sound.microphone}</b>
        <span id="microphone-is">
          {props.off ? (
            <small>{abilities.offFor[props.off]}</small>
          ) : (
            <Conditions of={sound.microphoneIs} now="off" />
          )}
        </span>
      </span>
    </label>
  )
}

/** What may be so; the browser's code shows what is. */
function Conditions(props: { of: Readonly<Record<string, string>>; now?: string }) {
  return (
    <span role="status">
      {Object.entries(props.of).map(([when, sentence]) => (
        <small class="muted" key={when} data-when={when} hidden={when !== props.now}>
          {sentence}
        </small>
      ))}
    </span>
  )
}
