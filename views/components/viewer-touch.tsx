import { useTexts } from '../context.tsx'
import { ViewerSection } from './viewer-section.tsx'

const GESTURES = ['tap', 'hold', 'three', 'drag', 'two', 'pinch'] as const

/** What fingers can say to the session; noVNC understands them. Only where there are any. */
export function ViewerTouch() {
  const { viewer } = useTexts()
  return (
    <div class="touch-only">
      <ViewerSection name="touch" title={viewer.touch}>
        <dl class="gestures small">
          {GESTURES.map((name) => (
            <div key={name}>
              <dt>{viewer.gestures[name]}</dt>
              <dd class="muted">{viewer.gesturesDo[name]}</dd>
            </div>
          ))}
        </dl>
      </ViewerSection>
    </div>
  )
}
