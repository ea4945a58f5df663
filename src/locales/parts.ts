/**
 * The sections of the words that come later, by the part they come in: those of the rooms behind the first one, and those that teachers alone read.
 * A section in neither comes with the first page, so this is where a new one belongs unless a pupil's first visit, or a page that must speak when nothing
 * else can be had, needs it.
 */
export const LATER = {
  rooms: [
    'courses',
    'downloads',
    'exercise',
    'guardian',
    'guide',
    'held',
    'lesson',
    'lock',
    'pdf',
    'photo',
    'profiles',
    'reader',
    'receipt',
    'refusal',
    'sealed',
    'settings',
    'storage',
    'unreadable',
    'waiting',
    'welcome',
    'wiped',
    'yourWork',
  ],
  teacher: ['report', 'teacher'],
} as const

export type Part = 'start' | keyof typeof LATER
export const PARTS: readonly Part[] = ['start', 'rooms', 'teacher']

/** In which part a section comes. */
export function partOf(section: string): Part {
  return PARTS.find((part) => part !== 'start' && LATER[part].some((one) => one === section)) ?? 'start'
}
