import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDemonstration } from './demonstration.ts'
import type { Wish } from '../../src/domain/mutations.ts'
import { cardsOf, printedCards } from './demo-cards.ts'
import { demonstrate, type Hands } from './demonstrate.ts'
import { makeRoster } from './roster.ts'

const folder = join(import.meta.dirname, 'demonstration')
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

test('the demonstration that ships imports whole, each course for a class of its level', async () => {
  const { plan, courses } = await readDemonstration(folder)
  expect(courses.length).toBeGreaterThanOrEqual(3)
  for (const course of courses) {
    const group = plan.classes.find(({ level }) => level === course.plan.level)
    expect(group?.teachers).toContain(course.plan.teacher)
    expect(course.version.facts.essentialBytes).toBeLessThanOrEqual(1_000_000)
  }
})

test('copies are of pupils and work that there are, and some have photos', async () => {
  const { plan, courses, photos } = await readDemonstration(folder)
  const work = new Map(courses.flatMap((course) => course.plan.assignments.map(({ id }) => [id, course.plan.level])))
  for (const { pupil, assignment } of plan.copies) {
    const group = plan.classes.find(({ pupils }) => pupils.includes(pupil))
    expect([pupil, assignment, work.get(assignment)]).toEqual([pupil, assignment, group?.level])
  }
  expect(photos.size).toBeGreaterThanOrEqual(3)
  for (const { ref } of photos.values()) expect(ref.bytes).toBeLessThanOrEqual(300_000)
})

test('everyone has one card, in one class or family, and one guardian has three children in two classes', async () => {
  const roster = makeRoster((await readDemonstration(folder)).plan, random)
  const families = roster.guardians.map(({ children }) => new Set(children.map(({ classId }) => classId)).size)
  expect(roster.guardians[0]?.children.length).toBe(3)
  expect(families[0]).toBe(2)
  const cards = cardsOf(roster, 'https://ecole.example')
  expect(new Set(cards.map(({ url }) => url)).size).toBe(cards.length)
  for (const { url } of cards) expect(url).toMatch(/^https:\/\/ecole\.example\/card#[A-Za-z0-9_-]{22}$/)
  const printed = printedCards(cards)
  expect(printed.indexOf('Teachers')).toBeLessThan(printed.indexOf('Pupils'))
  for (const { url } of cards) expect(printed).toContain(url)
})

test('whatever the hour at which it opens, each class has something done, something for today, and something later', async () => {
  const demonstration = await readDemonstration(folder)
  const roster = makeRoster(demonstration.plan, random)
  for (let hour = 0; hour < 24; hour += 1) {
    const now = new Date(2026, 3, 6, hour, 50).getTime()
    const asked: Extract<Wish, { kind: 'setAssignment' }>[] = []
    const handed = new Map<string, number>()
    const act: Hands['act'] = (account, wish) => {
      if (wish.kind === 'setAssignment') asked.push(wish)
      if (wish.kind === 'handIn') {
        handed.set(account, wish.finishedAt)
        const due = asked.find(({ assignmentId }) => assignmentId === wish.assignmentId)?.asked.dueAt ?? 0
        expect(wish.finishedAt).toBeLessThan(Math.min(now, due))
      }
      return Promise.resolve('01900000-0000-7000-8000-000000000001')
    }
    const shelf = {
      putPiece: () => Promise.resolve('made' as const),
      assemble: () => Promise.resolve('whole' as const),
    }
    await demonstrate({ shelf, act, now }, roster, demonstration)
    for (const group of roster.classes) {
      const due = asked.filter(({ classId }) => classId === group.id).map((wish) => wish.asked.dueAt)
      expect(due.filter((at) => at < now)).toHaveLength(1)
      const today = due.filter((at) => at > now && new Date(at).getDate() === 6)
      expect([hour, today.length]).toEqual([hour, 1])
      expect(due.filter((at) => at > now).length).toBeGreaterThanOrEqual(3)
      expect(group.pupils.filter(({ id }) => handed.has(id)).length).toBeGreaterThanOrEqual(6)
    }
  }
})
