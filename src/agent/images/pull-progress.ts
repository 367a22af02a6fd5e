import type { WorkMessage } from './work-stream.ts'

type Layer = { total: number; downloaded: number; extracted: number }

/** Downloading takes most of the time on most networks. */
const DOWNLOAD_SHARE = 0.75

/**
 * Makes one percentage, which never falls, of what Docker says about each layer. A layer whose size is
 * not known yet counts like an average one; layers that were there already count as nothing.
 */
export function createPullProgress() {
  const layers = new Map<string, Layer>()
  let best = 0

  function layerOf(id: string): Layer {
    const layer = layers.get(id) ?? { total: 0, downloaded: 0, extracted: 0 }
    layers.set(id, layer)
    return layer
  }

  return (message: WorkMessage): number => {
    const { id, status, progressDetail } = message
    if (!id || !status) return best
    if (status === 'Already exists') layers.delete(id)
    const share = (progressDetail?.current ?? 0) / (progressDetail?.total || Infinity)
    if (status === 'Pulling fs layer') layerOf(id)
    if (status === 'Downloading') {
      const layer = layerOf(id)
      layer.total = progressDetail?.total ?? layer.total
      layer.downloaded = Math.max(layer.downloaded, share)
    }
    if (status === 'Download complete' || status === 'Extracting') layerOf(id).downloaded = 1
    if (status === 'Extracting') layerOf(id).extracted = share
    if (status === 'Pull complete') Object.assign(layerOf(id), { downloaded: 1, extracted: 1 })
    best = Math.max(best, percentOf([...layers.values()]))
    return best
  }
}

function percentOf(layers: readonly Layer[]): number {
  const known = layers.filter(({ total }) => total > 0)
  const average = known.reduce((sum, { total }) => sum + total, 0) / (known.length || 1) || 1
  let done = 0
  let all = 0
  for (const { total, downloaded, extracted } of layers) {
    const weight = total || average
    all += weight
    done += weight * (downloaded * DOWNLOAD_SHARE + extracted * (1 - DOWNLOAD_SHARE))
  }
  return all === 0 ? 0 : Math.floor((done / all) * 100)
}
