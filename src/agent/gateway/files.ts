import { gateway as texts } from '../../texts/gateway.ts'
import { giveDownload } from './download.ts'
import { listFolder } from './downloads.ts'
import { GatewayRefusal, type Handler, type Tools } from './handler.ts'
import { takeUpload } from './upload.ts'

/**
 * `GET …/files`: what lies in ~/Downloads, `{entries}`. `GET …/files?path=a/b`: one of it, to be saved.
 * `PUT …/files?path=a/b` with a length: a file for ~/Uploads, answered with the name that it got.
 */
export function files(tools: Tools): Handler {
  return {
    async answer(request, asked) {
      const headers = { 'cache-control': 'no-store' }
      switch (request.method) {
        case 'GET':
          if (asked.query.has('path')) {
            return giveDownload(tools, asked, 'Downloads', texts.absent)
          }
          return Response.json(
            { entries: await listFolder(tools, asked.container, 'Downloads') },
            { headers },
          )
        case 'PUT': {
          const name = await takeUpload(tools, request, asked)
          return Response.json({ name }, { status: 201, headers })
        }
        default:
          throw new GatewayRefusal(405, 'method', texts.unknown)
      }
    },
  }
}
