import { feeds, type Write } from '../../src/domain/records.ts'
import type { Roster } from '../../server/content/roster.ts'
import type { Job } from '../../server/storage/storage.ts'

/** What happened before a storm. */
export type Past = (job: Job, roster: Roster) => Promise<void>

const BEFORE = 1_780_000_000_000

/** Something to hand in from the start. */
export const lastWeek: Past = (job, roster) => setInAll(job, roster, { changes: 2, among: 2, words: 3 })

/** A class that has been busy for months: its feed has many segments, and a snapshot soon. */
export const busyMonths: Past = (job, roster) => setInAll(job, roster, { changes: 66, among: 9, words: 1000 })

/** Sets work in every class: so many `changes` of so many assignments, instructions of so many words. */
async function setInAll(
  job: Job,
  { classes }: Roster,
  { changes, among, words }: { changes: number; among: number; words: number },
): Promise<void> {
  for (const { id, teachers } of classes) {
    const [teacher] = teachers
    if (!teacher) throw new Error('nobody teaches here')
    const writes = Array.from({ length: changes }, (_, at): Write => ({
      feed: feeds.class(id),
      kind: 'assignment',
      id: `old${at % among}`,
      body: {
        title: `Exercice d’hier ${at}`,
        subject: 'maths',
        instructions: 'Comptez. '.repeat(words),
        dueAt: BEFORE,
        minutes: 10,
        expects: ['text'],
        by: teacher.id,
        teacher: teacher.name,
      },
    }))
    await job.put(writes, BEFORE)
  }
}
