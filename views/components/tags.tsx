/** Short words of somebody's choice beside a thing; nothing where there are none. */
export function Tags(props: { words: readonly string[] }) {
  if (props.words.length === 0) return null
  return (
    <span class="tags">
      {props.words.map((word) => (
        <span class="tag" key={word}>
          {word}
        </span>
      ))}
    </span>
  )
}
