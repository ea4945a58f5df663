import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerFile } from './answers.ts'
import { readRange } from './ranges.ts'

const SIZE = 1000

describe('reading a Range header', () => {
  it.each([
    [null, null],
    ['', null],
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-', { from: 0, to: 999 }],
    ['bytes=999-', { from: 999, to: 999 }],
    ['bytes=10-19', { from: 10, to: 19 }],
    ['bytes=10-99999', { from: 10, to: 999 }],
    ['bytes=-1', { from: 999, to: 999 }],
    ['bytes=-5000', { from: 0, to: 999 }],
    [' Bytes = 5 - 6 ', { from: 5, to: 6 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=5000-6000', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', null],
    ['bytes=-', null],
    ['bytes=a-b', null],
    ['bytes=1-2,5-6', null],
    ['items=0-5', null],
    ['bytes=1.5-3', null],
    ['bytes=99999999999999999999-', 'unsatisfiable'],
  ])('%j', (header, expected) => {
    expect(readRange(header, SIZE)).toEqual(expected)
  })
})

describe('answering from the device', () => {
  const bytes = new Uint8Array(SIZE).map((_, i) => (i * 7) % 256)
  const held = {
    sha256: 'a'.repeat(64),
    bytes: SIZE,
    type: 'video/mp4',
    read: ({ from, to }: { from: number; to: number }) => Promise.resolve(bytes.slice(from, to + 1)),
  }
  const ask = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await answerFile(new Request('https://x.example/', { headers, method }), held)
    if (!answer) throw new Error('nothing was answered')
    return answer
  }

  it('gives exactly the bytes asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE - 1), fc.nat(2 * SIZE), async (from, more) => {
        const to = from + more
        const answer = await ask({ range: `bytes=${from}-${to}` })
        expect(answer.status).toBe(206)
        const last = Math.min(to, SIZE - 1)
        expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${last}/${SIZE}`)
        expect(answer.headers.get('content-length')).toBe(String(last - from + 1))
        expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes.slice(from, last + 1))
      }),
    )
  })

  it('gives the whole without a range, with the guards', async () => {
    const answer = await ask({})
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-type': 'video/mp4',
      'content-length': '1000',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  })

  it('says 416 with the size when nothing of the range exists', async () => {
    const answer = await ask({ range: 'bytes=1000-' })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */1000'])
    expect((await answer.arrayBuffer()).byteLength).toBe(0)
  })

  it('obeys If-Range', async () => {
    expect((await ask({ range: 'bytes=0-1', 'if-range': `"${'a'.repeat(64)}"` })).status).toBe(206)
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  it('answers HEAD without a body', async () => {
    const answer = await ask({ range: 'bytes=0-9' }, 'HEAD')
    expect([answer.status, answer.headers.get('content-length')]).toEqual([206, '10'])
    expect((await answer.arrayBuffer()).byteLength).toBe(0)
  })

  it('answers nothing when the bytes are gone', async () => {
    const damaged = { ...held, read: () => Promise.resolve(undefined) }
    expect(await answerFile(new Request('https://x.example/'), damaged)).toBeUndefined()
  })
})
