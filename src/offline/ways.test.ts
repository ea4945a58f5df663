import { describe, expect, it } from 'vitest'
import { wayOf } from './ways.ts'

const ORIGIN = 'https://cartable.example'
const SHA = 'ab'.repeat(32)

type Asked = Parameters<typeof wayOf>[0]
function ask(path: string, more: Partial<Asked> = {}): Asked {
  return { method: 'GET', mode: 'cors', destination: '', cache: 'default', url: new URL(path, ORIGIN).href, ...more }
}
const visit = (path: string) => wayOf(ask(path, { mode: 'navigate', destination: 'document' }), ORIGIN).way

describe('where a visit leads', () => {
  it.each([
    '/',
    '/?source=pwa',
    '/index.html',
    '/card',
    '/profiles',
    '/guide',
    '/guide/',
    '/guide/wifi',
    '/guide/wifi/',
    '/p/abc/todo',
    '/p/abc/courses/c1/k1/page-2',
    '/apiary',
    '/filesystem',
    '/feedsx',
  ])('the application: %s', (path) => {
    expect(visit(path)).toBe('shell')
  })

  it.each([
    '/api/enrol',
    '/api/p/abc/poll',
    '/feeds/public/head.json',
    '/healthz',
    '/files/',
    '/pulse.json',
    '/keys.json',
    '/worker.js',
    '/icon.svg',
    '/assets/main-abc.js',
    '/manifest.webmanifest',
    'https://elsewhere.example/',
  ])('the network: %s', (path) => {
    expect(visit(path)).toBe('network')
  })

  it.each([`/files/${SHA}.pdf`, `/api/p/abc/files/${SHA}`])('nowhere, since a file is no page: %s', (path) => {
    expect(visit(path)).toBe('refuse')
  })
})

describe('what a page asks for', () => {
  it('gets files from the device, with or without a range', () => {
    expect(wayOf(ask(`/files/${SHA}.mp4`, { destination: 'video', mode: 'no-cors' }), ORIGIN)).toEqual({
      way: 'packFile',
      sha256: SHA,
    })
    expect(wayOf(ask(`/api/p/abc/files/${SHA}`, { destination: 'image' }), ORIGIN)).toEqual({
      way: 'ownFile',
      profile: 'abc',
      sha256: SHA,
    })
  })

  it.each(['iframe', 'embed', 'object', 'script', 'worker'] as const)('gets no file as %s', (destination) => {
    expect(wayOf(ask(`/files/${SHA}.json`, { destination }), ORIGIN).way).toBe('refuse')
  })

  it('gets the build from its caches', () => {
    expect(wayOf(ask('/assets/pupil/Todo-abc.js', { destination: 'script' }), ORIGIN).way).toBe('asset')
    expect(wayOf(ask('/icon-192.png', { destination: 'image' }), ORIGIN).way).toBe('asset')
  })

  it('reaches the school for the rest', () => {
    for (const path of [
      '/api/p/abc/poll',
      '/feeds/public/head.json',
      '/pulse.json',
      '/keys.json',
      '/build.json',
      '/healthz',
      `/files/${SHA}`,
    ]) {
      expect(wayOf(ask(path), ORIGIN).way).toBe('network')
    }
    expect(wayOf(ask(`/files/${SHA}.png`, { cache: 'no-store' }), ORIGIN).way).toBe('network')
    expect(wayOf(ask(`/files/${SHA}.png`, { method: 'PUT' }), ORIGIN).way).toBe('network')
  })
})
