const PART = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*'
const HOST = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]{1,5})?'
const TAG = '\\w[\\w.-]{0,127}'
const DIGEST = 'sha256:[a-f0-9]{64}'

const REFERENCE = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*(?::${TAG})?(?:@${DIGEST})?$`)

/** May Docker be asked for this? The grammar of the registry: `casement/desktop`, `host:5000/team/app:1.2`. */
export function isImageReference(text: string): boolean {
  return text.length <= 255 && REFERENCE.test(text)
}
