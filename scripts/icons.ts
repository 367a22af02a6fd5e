/**
 * bun scripts/icons.ts: writes views/components/icon-paths.ts from Lucide, with only the icons named
 * below. Run it after adding a name.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an admin may choose for a workspace. */
const WORKSPACE = [
  'monitor',
  'globe',
  'app-window',
  'square-terminal',
  'code-xml',
  'box',
  'pen-tool',
  'image',
  'notebook-pen',
  'file-text',
  'mail',
  'database',
  'server',
  'flask-conical',
  'graduation-cap',
  'chart-line',
  'headphones',
  'film',
  'gamepad-2',
  'calculator',
  'wrench',
  'shield',
  'venetian-mask',
  'link',
] as const

/** What the pages themselves show. */
const INTERFACE = [
  'arrow-down',
  'arrow-left',
  'arrow-right',
  'arrow-up',
  'camera',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'clipboard',
  'clock',
  'copy',
  'corner-down-left',
  'delete',
  'download',
  'ellipsis',
  'expand',
  'external-link',
  'file',
  'folder',
  'gauge',
  'hand',
  'hard-drive',
  'image-off',
  'info',
  'key-round',
  'keyboard',
  'layout-dashboard',
  'layout-grid',
  'scroll-text',
  'log-out',
  'maximize',
  'mic',
  'mic-off',
  'minimize',
  'monitor-play',
  'package',
  'palette',
  'pause',
  'pencil',
  'play',
  'plus',
  'power',
  'printer',
  'refresh-cw',
  'search',
  'server',
  'settings-2',
  'shield',
  'square',
  'star',
  'trash',
  'triangle-alert',
  'unplug',
  'upload',
  'user',
  'users',
  'volume-2',
  'volume-x',
  'x',
] as const

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>]

/** One `d` for the whole icon: Lucide draws every shape with the same stroke. */
function toPath([tag, a]: Shape): string {
  function figure(name: string): number {
    return Number(a[name] ?? 0)
  }
  switch (tag) {
    case 'path':
      // The leading point of a path is absolute even when written `m`; after another path it is not.
      return a.d?.startsWith('m') ? `M0 0${a.d}` : (a.d ?? '')
    case 'line':
      return `M${a.x1} ${a.y1}L${a.x2} ${a.y2}`
    case 'polyline':
      return `M${a.points}`
    case 'circle':
      return ellipse(figure('cx'), figure('cy'), figure('r'), figure('r'))
    case 'ellipse':
      return ellipse(figure('cx'), figure('cy'), figure('rx'), figure('ry'))
    case 'rect': {
      const r = figure('rx')
      const across = figure('width') - 2 * r
      const down = figure('height') - 2 * r
      const turn = (x: number, y: number) => (r > 0 ? `a${r} ${r} 0 0 1 ${x} ${y}` : '')
      return `M${figure('x') + r} ${figure('y')}h${across}${turn(r, r)}v${down}${turn(-r, r)}h${-across}${turn(-r, -r)}v${-down}${turn(r, -r)}z`
    }
    default:
      throw new Error(`A Lucide shape of a kind this script cannot draw: ${tag}`)
  }
}

function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  return `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0`
}

const lucide = new URL(import.meta.resolve('lucide-static/icon-nodes.json'))
const icons: Readonly<Record<string, readonly Shape[]>> = JSON.parse(readFileSync(lucide, 'utf8'))
const lines = [...new Set<string>([...WORKSPACE, ...INTERFACE])].sort().map((name) => {
  const shapes = icons[name]
  if (!shapes) throw new Error(`Lucide has no icon called ${name}`)
  const d = shapes.map(toPath).join('')
  return `  ${/-/.test(name) ? `'${name}'` : name}: '${d}',`
})

const code = `/**
 * Written by scripts/icons.ts from lucide-static. Lucide is under the ISC licence:
 * views/assets/lucide-license.txt.
 */
export const ICON_PATHS = {
${lines.join('\n')}
} as const

export type IconName = keyof typeof ICON_PATHS

/** What an admin may choose for a workspace. */
export const WORKSPACE_ICONS = [
${WORKSPACE.map((name) => `  '${name}',`).join('\n')}
] as const satisfies readonly IconName[]

export type WorkspaceIcon = (typeof WORKSPACE_ICONS)[number]
`
await Bun.write(join(import.meta.dir, '../views/components/icon-paths.ts'), code)
