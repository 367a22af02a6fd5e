import { LANGUAGES, type Language } from '../../src/texts/languages.ts'
import { useTexts, useUrl } from '../context.tsx'

/** In its own language, so that who chose the wrong one finds back. */
const NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
}

/** `chosen` undefined: what the browser asks for. The page comes back in the chosen language. */
export function LanguageChoice(props: { chosen: Language | undefined }) {
  const { profile } = useTexts()
  const url = useUrl()
  return (
    <form method="post" action={url('/profile/language')} id="language-form">
      <fieldset class="field">
        <legend class="label">{profile.language}</legend>
        <div class="segment">
          <button type="submit" name="language" value="" aria-pressed={props.chosen === undefined}>
            {profile.languageOfBrowser}
          </button>
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="submit"
              name="language"
              value={language}
              lang={language}
              aria-pressed={language === props.chosen}
            >
              {NAMES[language]}
            </button>
          ))}
        </div>
        <p class="help">{profile.languageHelp}</p>
      </fieldset>
    </form>
  )
}
