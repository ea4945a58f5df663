import { daysApart } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { useWording } from '../../ui/wording.ts'

/** Past moments in words: "aujourd’hui à 14 h 30", "hier à 18 h", "le 06/04/2021 à 9 h". */
export function useWhen(): (at: number) => string {
  const { t, date, time } = useWording()
  const now = useNow()
  return (at) => {
    const said = { date: date(at), time: time(at) }
    const days = daysApart(at, now.value)
    return days === 0
      ? t('teacher.when.today', said)
      : days === -1
        ? t('teacher.when.yesterday', said)
        : t('teacher.when.on', said)
  }
}
