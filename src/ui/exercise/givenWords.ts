import { gapsOf, rightsOf, type Task } from '../../domain/exercises.ts'
import type { Given } from '../../domain/given.ts'
import { plainText, type Inline } from '../../domain/inlines.ts'

/** An answer in plain words, for lists: what a card would show in full. Undefined for what answers another kind of question. */
export function givenWords(task: Task, given: Given, t: (key: string) => string): string | undefined {
  const at = (lines: readonly Inline[][], place: number | null | undefined) =>
    plainText((place === null || place === undefined ? undefined : lines[place]) ?? []) || '…'
  switch (task.kind) {
    case 'choice': {
      const options = task.options.map(({ inline }) => inline)
      return given.kind === 'choice' ? given.chosen.map((one) => at(options, one)).join(' + ') : undefined
    }
    case 'truth':
      return given.kind === 'truth' ? t(given.says ? 'exercise.true' : 'exercise.false') : undefined
    case 'short':
    case 'number':
      return given.kind === task.kind ? given.text.trim() : undefined
    case 'gaps':
      return given.kind === 'gaps'
        ? gapsOf(task)
            .map((_, gap) => given.texts[gap]?.trim() || '…')
            .join(' / ')
        : undefined
    case 'order':
      return given.kind === 'order' ? given.places.map((place) => at(task.items, place)).join(' → ') : undefined
    case 'match': {
      const rights = rightsOf(task)
      return given.kind === 'match'
        ? task.pairs.map(({ left }, pair) => `${plainText(left)} → ${at(rights, given.rights[pair])}`).join(' / ')
        : undefined
    }
  }
}
