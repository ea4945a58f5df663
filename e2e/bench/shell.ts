import { startSchool } from '../school.ts'
import { firstVisit, VISIT_AIM } from '../visit.ts'

/** Compressed bytes that a pupil's first visit loads, from the card's link to the first screen. Aim: at most 100 kB of script and style. */
export async function shell(): Promise<Record<string, unknown>> {
  const school = await startSchool()
  try {
    const visit = await firstVisit(school)
    return { ...visit, aimBytes: VISIT_AIM, withinAim: visit.scriptAndStyleBytes <= VISIT_AIM }
  } finally {
    await school.remove()
  }
}
