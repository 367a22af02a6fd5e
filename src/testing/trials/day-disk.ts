import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { until } from '../until.ts'
import { expectPage, untilState } from './session-states.ts'
import type { Stage } from './stage.ts'

const CHUNK = Buffer.alloc(1024 ** 2)

/**
 * The disk of the engine fills up. Before it is full the host takes no more sessions, and says why; what
 * is asked of a full one fails with a sentence; sessions live on, ends work, and so does all again once
 * there is room.
 */
export async function fullDisk(stage: Stage): Promise<number> {
  const { engine } = stage.ground
  if (!engine) throw new Error('the disk is not ours to fill')
  using ballast = fillable(engine.dataRoot)
  const ending = await stage.launch()
  await stage.settle()

  ballast.fillTo(0.95)
  await until('the host to say that its disk is nearly full', () => isUnfit(stage))
  await expectPage(stage, '/admin/agents', /% of the disk of .* no new session starts here/)
  const refused = await stage.launch()
  await untilState(stage, refused, 'failed')
  await expectPage(stage, `/sessions/${refused}`, /% of the disk of .* no new session starts here/)

  ballast.empty()
  await until('the host to be fit again', async () => !(await isUnfit(stage)))
  // Full at once, so that the host is still believed to have room: the engine itself says no.
  ballast.fillTo(1)
  const unlucky = await stage.launch()
  await untilState(stage, unlucky, 'failed')
  await expectPage(stage, `/sessions/${unlucky}`, /disk of this host is full/)
  await stage.end(ending)
  await untilState(stage, ending, 'deleted')
  for (const viewer of stage.viewers.values()) {
    if ((await viewer.roundTrip()) === undefined) throw new Error('I4: a viewer sees nothing')
  }

  const began = performance.now()
  ballast.empty()
  await until('the host to be fit again', async () => !(await isUnfit(stage)))
  const after = await stage.launch()
  await untilState(stage, after, 'running')
  await stage.settle()
  const recovered = performance.now() - began
  await stage.clear()
  return recovered
}

async function isUnfit({ sql }: Stage): Promise<boolean> {
  const found =
    await sql`select 1 from agents where facts -> 'docker' ->> 'problem' like '%of the disk%'`
  return found.length > 0
}

/** A file on the disk of `folder` that takes all there is, up to a share of it. */
function fillable(folder: string) {
  const path = join(folder, 'ballast')
  const share = () => {
    const { blocks, bfree } = statfsSync(folder)
    return (blocks - bfree) / blocks
  }
  const empty = () => rmSync(path, { force: true })
  return {
    fillTo(wanted: number) {
      const file = openSync(path, 'a')
      try {
        while (share() < wanted) writeSync(file, CHUNK)
      } catch (error) {
        if (codeOf(error) !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    empty,
    [Symbol.dispose]: empty,
  }
}
