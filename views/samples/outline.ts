/** One element of a rendered page, in document order. */
export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** Names of the elements around it, outermost first. */
  readonly within: readonly string[]
}

/** The elements of a page as a browser's parser sees them. */
export function outline(html: string): Tag[] {
  const tags: Tag[] = []
  const open: string[] = []
  new HTMLRewriter()
    .on('*', {
      element(element) {
        tags.push({
          name: element.tagName,
          attributes: new Map([...element.attributes].map(([name, value]) => [name, value])),
          within: [...open],
        })
        if (element.selfClosing || VOID.has(element.tagName)) return
        open.push(element.tagName)
        element.onEndTag(() => {
          open.pop()
        })
      },
    })
    .transform(html)
  return tags
}

const VOID = new Set(['meta', 'link', 'input', 'br', 'hr', 'img'])
