import type { Inline } from '../domain/inlines.ts'
import type { Block } from '../domain/lesson.ts'
import { inlineOf, trimmed, type Spot } from './inlines.ts'
import { elementsOf, type Element, type Part } from './tree.ts'

/** A table as rows of equal length, under its head if it has one. What a cell cannot hold (pictures, files) comes after the table, and is said to. */
export function tableOf(table: Element, spot: Spot): Block[] {
  const rows = rowsOf(table)
  const after: Block[] = []
  const cells = rows.map((row) =>
    row.cells.map((cell) => {
      if ('colspan' in cell.attrs || 'rowspan' in cell.attrs) spot.at.say('htmlDropped', 'colspan, rowspan')
      const flow = inlineOf(cell.children, { ...spot, depth: spot.depth + 2 })
      after.push(...flow.after)
      return trimmed(flow.inline)
    }),
  )
  if (after.length > 0) spot.at.say('moved')
  const width = Math.max(0, ...cells.map((row) => row.length))
  if (width === 0) return after
  const even = cells.map((row): Inline[][] => [...row, ...Array.from({ length: width - row.length }, () => [])])
  const hasHead = rows[0]?.head ?? false
  return [{ node: 'table', head: hasHead ? (even[0] ?? []) : [], rows: hasHead ? even.slice(1) : even }, ...after]
}

type Row = { head: boolean; cells: Element[] }

function rowsOf(table: Element): Row[] {
  const rows: Row[] = []
  for (const part of table.children) {
    if (typeof part === 'string') continue
    if (part.tag === 'tr') rows.push(rowOf(part, false))
    else if (part.tag === 'thead' || part.tag === 'tbody' || part.tag === 'tfoot') {
      rows.push(...part.children.filter(isRow).map((row) => rowOf(row, part.tag === 'thead')))
    }
  }
  return rows.filter((row) => row.cells.length > 0)
}

function rowOf(row: Element, head: boolean): Row {
  const cells = row.children.filter(
    (part): part is Element => typeof part !== 'string' && (part.tag === 'td' || part.tag === 'th'),
  )
  return { head: head || cells.every((cell) => cell.tag === 'th'), cells }
}

function isRow(part: Part): part is Element {
  return typeof part !== 'string' && part.tag === 'tr'
}

/** What stands in a table outside its cells: its caption, and text that HTML would throw out of it. */
export function aroundCells(table: Element): Part[] {
  const inside = new Set<Part>()
  for (const element of elementsOf(table))
    if (element.tag === 'td' || element.tag === 'th') for (const within of elementsOf(element)) inside.add(within)
  return [...elementsOf(table)].filter((element) => element.tag === 'caption' && !inside.has(element))
}
