import { describe, expect, it } from 'vitest'
import { receiptIn, receiptLine, receiptNumberIn, type Receipt } from './receipts.ts'

const receipt: Receipt = {
  submissionId: '01789000-0000-7000-8000-000000000001',
  assignmentId: 'a1',
  pupilId: 'p1',
  number: 'P6KT-VSDT',
  contentHash: '0'.repeat(64),
  receivedAt: 1_790_000_000_000,
  keyId: 'k_-1',
  signature: 'c2lnbmVk_-',
}

describe('a number as it is said', () => {
  it.each([
    ['P6KT-VSDT', 'P6KT-VSDT'],
    [' p6kt vsdt ', 'P6KT-VSDT'],
    ['oil1-0000', '0111-0000'],
    ['P6KT-VSD', undefined],
    ['P6KT-VSDTT', undefined],
    ['UUUU-UUUU', undefined],
    ['', undefined],
  ])('%s', (said, number) => {
    expect(receiptNumberIn(said)).toBe(number)
  })
})

describe('a receipt on one line', () => {
  it('is the same again, and needs no escape in an address', () => {
    const line = receiptLine(receipt)
    expect(encodeURIComponent(line)).toBe(line)
    expect(receiptIn(line)).toEqual(receipt)
  })

  it.each(['', 'P6KT-VSDT', `${receiptLine(receipt)}.more`, receiptLine(receipt).replace('1790000000000', 'soon')])(
    'is none: %s',
    (line) => {
      expect(receiptIn(line)).toBeUndefined()
    },
  )
})
