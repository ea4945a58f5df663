import { describe, expect, it } from 'vitest'
import { isOurWorker } from './trusted.ts'

const origin = 'https://cartable.example'

describe('which scripts may run as workers', () => {
  it.each([
    '/worker.js',
    '/assets/pdf.worker.min-4kTz.mjs',
    '/assets/pdf/pdf.worker-4kTz.js',
    '/assets/worker-Bq3.js',
    'https://cartable.example/assets/importWorker-9a.js',
  ])('ours: %s', (address) => {
    expect(isOurWorker(address, origin)).toBe(true)
  })

  it.each([
    'https://evil.example/worker.js',
    '//evil.example/assets/worker.js',
    'https://user:pass@cartable.example/worker.js',
    '/files/0000.json',
    '/api/p/x/files/worker.js',
    '/assets/../files/worker.js',
    '/assets/deep/er/worker.js',
    '/assets/worker.js.pdf',
    'blob:https://cartable.example/worker.js',
    'data:text/javascript,worker.js',
    'http://',
  ])('not ours: %s', (address) => {
    expect(isOurWorker(address, origin)).toBe(false)
  })
})
