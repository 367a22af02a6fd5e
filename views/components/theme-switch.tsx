import { THEMES, type Theme } from '../../src/domain/look.ts'
import { usePage, useUrl } from '../context.tsx'

/** Three exclusive buttons in one form; the page comes back in the chosen theme. */
export function ThemeSwitch() {
  const { texts, theme } = usePage()
  const url = useUrl()
  const names: Record<Theme, string> = {
    system: texts.common.themeSystem,
    light: texts.common.themeLight,
    dark: texts.common.themeDark,
  }
  return (
    <form class="themes" method="post" action={url('/theme')} data-theme-form>
      <fieldset>
        <legend class="small muted">{texts.common.theme}</legend>
        <div class="segment">
          {THEMES.map((name) => (
            <button
              key={name}
              name="theme"
              value={name}
              aria-pressed={name === theme}
              type="submit"
            >
              {names[name]}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  )
}
