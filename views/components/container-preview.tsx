import type { SetBy, Setting } from '../../src/domain/container-preview.ts'
import { exactSize } from '../../src/domain/size.ts'
import type { Texts } from '../../src/texts/index.ts'
import { useTexts } from '../context.tsx'

/** What somebody chose here stands out from what is so anyway. */
const CHOSEN: readonly SetBy[] = ['field', 'config']

/** Also what the form asks for as one types: POST /admin/workspaces/preview */
export function ContainerPreview(props: { settings: readonly Setting[] }) {
  const { container: texts } = useTexts()
  const open = props.settings.filter(({ by }) => by !== 'platform')
  const fixed = props.settings.filter(({ by }) => by === 'platform')
  return (
    <div id="container-settings">
      <Settings settings={open} caption={texts.previewOf} />
      <details class="always">
        <summary class="small">{texts.always}</summary>
        <Settings settings={fixed} caption={texts.always} />
      </details>
    </div>
  )
}

function Settings(props: { settings: readonly Setting[]; caption: string }) {
  const all = useTexts()
  const texts = all.container
  return (
    <table class="table fold">
      <caption class="sr">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.setting}</th>
          <th scope="col">{texts.value}</th>
          <th scope="col">{texts.setBy}</th>
        </tr>
      </thead>
      <tbody>
        {props.settings.map((setting) => {
          const { kind, name } = nameOf(all, setting)
          const { value } = setting
          return (
            <tr
              key={setting.path}
              data-path={setting.path}
              data-value={value === undefined ? undefined : JSON.stringify(value)}
            >
              <th scope="row">
                {kind} {name !== '' && <code class="anywhere">{name}</code>}
              </th>
              <td class="anywhere">{shown(all, setting)}</td>
              <td data-label={texts.setBy}>
                <span class={CHOSEN.includes(setting.by) ? undefined : 'muted'}>
                  {texts.by[setting.by]}
                </span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** `Variable LANG` of `Config.Env.LANG`; a setting that nobody named is called as Docker calls it. */
function nameOf({ container }: Texts, { path }: Setting): { kind: string; name: string } {
  const whole = Object.entries<string>(container.names).find(([known]) => known === path)
  if (whole) return { kind: whole[1], name: '' }
  const kind = Object.entries<string>(container.kinds).find(([known]) =>
    path.startsWith(`${known}.`),
  )
  if (kind) return { kind: kind[1], name: path.slice(kind[0].length + 1) }
  return { kind: path, name: '' }
}

const SIZES = ['HostConfig.Memory', 'HostConfig.MemorySwap', 'HostConfig.ShmSize']

function shown({ container }: Texts, { path, value }: Setting): string {
  if (value === undefined) {
    return Object.entries<string>(container.unknown).find(([known]) => known === path)?.[1] ?? ''
  }
  if (typeof value === 'number') {
    if (path === 'HostConfig.NanoCpus') return String(value / 1e9)
    return SIZES.includes(path) ? exactSize(value) : String(value)
  }
  if (typeof value === 'boolean') return value ? container.yes : container.no
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((one) => plain(container, one)).join(', ')
  return mounted(container.notWritable, value) ?? plain(container, value)
}

function plain({ pair, ulimit }: Texts['container'], value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if ('Soft' in value && 'Hard' in value && 'Name' in value) {
    return ulimit(String(value.Name), Number(value.Soft), Number(value.Hard))
  }
  return Object.entries(value)
    .map(([name, one]) => pair(name, typeof one === 'string' ? one : JSON.stringify(one)))
    .join(', ')
}

/** A volume or a device: what it is on the host. */
function mounted(notWritable: string, value: unknown): string | undefined {
  const field = (name: string): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([known]) => known === name)?.[1]
      : undefined
  const from = field('Source') ?? field('PathOnHost')
  if (typeof from !== 'string') return undefined
  const rights = field('ReadOnly') === true ? notWritable : field('CgroupPermissions')
  return typeof rights === 'string' ? `${from} (${rights})` : from
}
