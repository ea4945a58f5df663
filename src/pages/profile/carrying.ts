import type { DownloadActions } from '../../stores/downloads.ts'
import { useToasts } from '../../ui/toasts.ts'
import { useWording } from '../../ui/wording.ts'

/** Does what was asked of a download, and says it where this device could not; answers whether it was done. */
export function useCarrying(): (acting: ReturnType<DownloadActions['remove']>) => Promise<boolean> {
  const { t } = useWording()
  const { say } = useToasts()
  return async (acting) => {
    const done = await acting
    if (done !== 'done') say(t(`refusal.${done.refused}`))
    return done === 'done'
  }
}
