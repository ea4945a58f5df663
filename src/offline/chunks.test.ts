import { expect, it } from 'vitest'
import { chunkOf, rootsOf, type Known } from './chunks.ts'

const module = (more: Partial<Known> = {}): Known => ({ isEntry: false, importers: [], dynamicImporters: [], ...more })
const page = '/house/src/pages/'
const room = (...importers: string[]) => module({ importers, dynamicImporters: ['/house/src/router.ts'] })

const house: Record<string, Known> = {
  '/house/index.html': module({ isEntry: true }),
  '/house/src/main.ts': module({ importers: ['/house/index.html'] }),
  '/house/src/router.ts': module({ importers: ['/house/src/main.ts'] }),
  [`${page}pupil/Todo.vue`]: room(),
  [`${page}pupil/Work.vue`]: room(),
  [`${page}teacher/Desk.vue`]: room(),
  [`${page}teacher/Copy.vue`]: room(),
  [`${page}profile/Lesson.vue`]: room(),
  '/house/src/ui/Sheet.vue': module({ importers: [`${page}pupil/Todo.vue`, `${page}teacher/Desk.vue`] }),
  '/house/src/ui/form.ts': module({ importers: [`${page}pupil/Work.vue`] }),
  '/house/src/ui/marks.ts': module({ importers: [`${page}teacher/Desk.vue`, `${page}teacher/Copy.vue`] }),
  '/house/src/ui/Reader.vue': module({ importers: [`${page}profile/Lesson.vue`, `${page}teacher/Copy.vue`] }),
  // Two modules that need each other.
  '/house/src/ui/blocks.ts': module({ importers: ['/house/src/ui/Reader.vue', '/house/src/ui/inlines.ts'] }),
  '/house/src/ui/inlines.ts': module({ importers: ['/house/src/ui/blocks.ts'] }),
}
const roots = (id: string) => rootsOf(id, (one) => house[one] ?? null)

it('finds who brings a module with them', () => {
  expect(roots('/house/src/router.ts')).toEqual(['/house/index.html'])
  expect(roots('/house/src/ui/inlines.ts').sort()).toEqual([`${page}profile/Lesson.vue`, `${page}teacher/Copy.vue`])
  expect(roots(`${page}pupil/Todo.vue`)).toEqual([`${page}pupil/Todo.vue`])
})

it.each([
  ['/house/src/main.ts', 'start'],
  [`${page}pupil/Todo.vue`, 'start'],
  ['/house/src/ui/Sheet.vue', 'start'],
  [`${page}pupil/Work.vue`, null],
  ['/house/src/ui/form.ts', null],
  ['/house/src/ui/marks.ts', 'teacher'],
  ['/house/src/ui/Reader.vue', 'rooms'],
  ['/house/src/ui/blocks.ts', 'rooms'],
])('puts %s in %s', (id, chunk) => {
  expect(chunkOf(roots(id))).toBe(chunk)
})
