import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { logger } from '../../log.ts'
import { imagesDir } from '../../paths.ts'
import type { Docker } from '../docker.ts'
import type { ImageSource } from '../image-source.ts'
import { debianMaker } from './debian.ts'
import { readRecipes } from './recipes.ts'
import { createImages } from './service.ts'

/** The images of this host by the recipes that travel with the code. */
export function openImages(docker: Docker, config: Config, changed: () => void): ImageSource {
  return createImages(docker, {
    recipes: readRecipes(imagesDir),
    makeDebian: debianMaker(docker, join(config.dataDir, 'images')),
    buildProxy: config.buildProxy,
    changed,
    log: logger('images'),
  })
}
