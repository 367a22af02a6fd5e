import { expect, test } from 'bun:test'
import { noteRequest, refuseForeignRequests } from './foreign-requests.ts'

test('a request to this machine, or one that leaves nowhere, is nobody’s concern', () => {
  for (const address of [
    'https://127.0.0.1:8443/a',
    'http://[::1]/',
    'data:text/html,a',
    'blob:x',
  ]) {
    noteRequest(address)
  }
  expect(refuseForeignRequests).not.toThrow()
})

test('a request to another host is named once', () => {
  noteRequest('https://fonts.example/a.woff2')
  noteRequest('wss://127.0.0.1.example/')
  expect(refuseForeignRequests).toThrow('fonts.example/a.woff2 wss://127.0.0.1.example/')
  expect(refuseForeignRequests).not.toThrow()
})
