import { Elysia } from 'elysia'
import type { access } from '../web/access.ts'

/** The grounds of tokens.css, light: a manifest knows no themes. */
const COLOURS = { background_color: '#f4f8f9', theme_color: '#f4f8f9' }

type Deps = { readonly assets: string; readonly access: ReturnType<typeof access> }

/**
 * What makes the portal installable as an app. Every address in it is relative to its own, so it lives under
 * any path prefix. Browsers ask for it without a cookie. There is no service worker: nothing here works
 * without the server, and browsers no longer ask for one.
 */
export function manifestRoutes({ assets, access }: Deps) {
  const icon = (name: string, sizes: string, purpose: string) => ({
    src: `.${assets}/${name}.png`,
    type: 'image/png',
    sizes,
    purpose,
  })
  return new Elysia({ name: 'manifest' }).use(access).get(
    '/manifest.webmanifest',
    ({ answer }) => {
      const { common } = answer.texts
      const manifest = {
        id: './',
        start_url: './',
        scope: './',
        name: common.product,
        short_name: common.product,
        description: common.description,
        lang: common.language,
        display: 'standalone',
        ...COLOURS,
        icons: [
          icon('icon-192', '192x192', 'any'),
          icon('icon-512', '512x512', 'any'),
          icon('icon-maskable', '512x512', 'maskable'),
        ],
      }
      return answer.json(manifest, { headers: { 'content-type': 'application/manifest+json' } })
    },
    { anybody: true },
  )
}
