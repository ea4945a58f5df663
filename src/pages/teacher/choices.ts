import { computed } from 'vue'
import { LEVELS, SUBJECTS } from '../../domain/classes.ts'
import { useWording } from '../../ui/wording.ts'

/** Subjects and levels for lists of choices. A level is written in the same way in every language. */
export function useChoices() {
  const { t } = useWording()
  return {
    subjects: computed(() => SUBJECTS.map((value) => ({ value, label: t(`subject.${value}`) }))),
    levels: LEVELS.map((value) => ({ value, label: value })),
  }
}
