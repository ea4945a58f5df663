import { computed, watch, type Ref } from 'vue'
import { answersOf } from '../domain/attempts.ts'
import type { Answers } from '../domain/answers.ts'
import type { Id } from '../domain/ids.ts'
import { exercisesIn } from '../domain/lesson.ts'
import { progressOf, questionsIn, type Progress, type Question } from '../domain/questions.ts'
import { useAnswers } from './answers.ts'
import { useNewerText, usePackText } from './reading.ts'
import type { AssignmentView } from './views.ts'

export type QuestionView = Question & { progress: Progress; changed: boolean }

/**
 * The exercises that a piece of work asks for, and what of them goes with the copy. `questions` is `absent` while the words of the pack are not on this
 * device; undefined while loading, and for work that asks for none.
 */
export function useQuestions(work: () => AssignmentView): {
  questions: Ref<QuestionView[] | 'absent' | undefined>
  answers: Ref<Answers | undefined>
  settle: () => Promise<void>
} {
  const asked = computed(() => work().assignment.expects.includes('answers'))
  // Work that asks for none opens no pack: its words may take a phone a while to read.
  const packId = (): Id => (asked.value && work().assignment.packId) || ''
  const place = () => ({ classId: work().classId, packId: packId() })
  const text = usePackText(place)
  // Nobody reads the words here: what is asked is what the newest version asks.
  const { newer, read } = useNewerText(place)
  watch(newer, (is) => is && read(), { immediate: true })
  // Nothing is answered here: the lesson is where that is done.
  const { attempts, settle } = useAnswers(place, () => undefined)

  const questions = computed(() => {
    if (!asked.value || text.value === undefined || attempts.value === undefined) return undefined
    if (text.value === 'absent') return 'absent'
    const given = attempts.value
    return questionsIn(text.value.pages, work().assignment.pages).map((question) => ({
      ...question,
      ...progressOf(question.exercise, given),
    }))
  })
  const answers = computed(() => {
    const given = attempts.value
    return asked.value && given ? answersOf(packId(), given, (exercise) => isMeant(exercise)) : undefined
  })

  /** What a newer version does not have any more was answered all the same. */
  function isMeant(exercise: Id): boolean {
    const { pages } = work().assignment
    if (!pages || text.value === undefined || text.value === 'absent') return true
    const page = text.value.pages.find(({ blocks }) => exercisesIn(blocks).some(({ id }) => id === exercise))
    return page === undefined || pages.includes(page.id)
  }

  return { questions, answers, settle }
}
