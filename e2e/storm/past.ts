import { feeds, type Write } from '../../src/domain/records.ts'
import type { Roster } from '../../server/content/roster.ts'
import type { Job } from '../../server/storage/storage.ts'

/** A class that has been busy for months: its feed has many segments, and a snapshot soon. */
export async function busyClass(job: Job, { classes }: Roster): Promise<void> {
  for (const { id, teachers } of classes) {
    const [teacher] = teachers
    if (!teacher) throw new Error('nobody teaches here')
    const writes = Array.from({ length: 66 }, (_, at): Write => ({
      feed: feeds.class(id),
      kind: 'assignment',
      id: `old${at % 9}`,
      body: {
        title: `Exercice d’hier ${at}`,
        subject: 'maths',
        instructions: 'Comptez. '.repeat(1000),
        dueAt: 1_780_000_000_000,
        minutes: 10,
        expects: ['text'],
        by: teacher.id,
        teacher: teacher.name,
      },
    }))
    await job.put(writes, 1_780_000_000_000)
  }
}
