/** The picture of the product: a window, as far open as things have come (0 shut to 4 wide). */
export function Window(props: { open: 0 | 1 | 2 | 3 | 4; live?: boolean; shut?: boolean }) {
  return (
    <div
      class={`casement${props.live ? ' live' : ''}${props.shut ? ' shut' : ''}`}
      data-open={props.open}
      aria-hidden="true"
    >
      <div class="view">
        <svg viewBox="0 0 200 90" fill="currentColor" aria-hidden="true">
          <path d="M0 52 38 34 70 50 112 22 160 48 200 36V90H0Z" opacity=".45" />
          <path d="M0 70 50 56 96 72 150 58 200 70V90H0Z" />
        </svg>
      </div>
      <div class="sash l" />
      <div class="sash r" />
    </div>
  )
}
