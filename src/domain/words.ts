/**
 * A command line as a list of words, the way a shell would cut it, and no more than that: quotes and
 * backslashes count, nothing is expanded. Undefined where a quote is left open.
 */
export function words(line: string): string[] | undefined {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at)
    const next = line.charAt(at + 1)
    if (quote !== '') {
      if (letter === quote) quote = ''
      else if (letter === '\\' && quote === '"' && /["\\]/.test(next)) {
        word = (word ?? '') + next
        at++
      } else word = (word ?? '') + letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (letter === '\\' && next !== '') {
      word = (word ?? '') + next
      at++
    } else if (/\s/.test(letter)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (quote !== '') return undefined
  return word === undefined ? found : [...found, word]
}
