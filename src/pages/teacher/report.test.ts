import { describe, expect, it } from 'vitest'
import { REPORTS } from '../../domain/reports.ts'
import fr from '../../locales/fr.json' with { type: 'json' }
import { groupReport } from './report.ts'

describe('an import report', () => {
  it('puts what did not come first, and the same words together', () => {
    const grouped = groupReport([
      { path: 'a.md', said: 'imported' },
      { path: 'b.md', said: 'htmlDropped', detail: 'script' },
      { path: 'c.exe', said: 'program' },
      { path: 'd.md', said: 'imported' },
      { path: 'e.exe', said: 'program' },
    ])
    expect(grouped.map(({ outcome, count }) => [outcome, count])).toEqual([
      ['lost', 2],
      ['changed', 1],
      ['came', 2],
    ])
    expect(grouped[0]?.groups[0]?.lines.map((line) => line.path)).toEqual(['c.exe', 'e.exe'])
  })

  it('loses no line, whatever it says', () => {
    const lines = REPORTS.map((said) => ({ path: said, said }))
    expect(groupReport(lines).reduce((sum, { count }) => sum + count, 0)).toBe(REPORTS.length)
    expect(groupReport([])).toEqual([])
  })

  it('has words for every code', () => {
    expect(Object.keys(fr.report).sort()).toEqual([...REPORTS].sort())
  })
})
