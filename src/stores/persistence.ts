import { ref, type Ref } from 'vue'
import { askPersistence, isPersisted } from '../device/persistence.ts'

/**
 * Whether the browser promised never to clear the store by itself; undefined until it has said. `ask` asks it, and answers what it said: some ask the person,
 * some decide by how much Cartable is used.
 */
export function usePersistence(): { persisted: Ref<boolean | undefined>; ask: () => Promise<boolean> } {
  const persisted = ref<boolean>()
  const say = (promised: boolean) => (persisted.value = promised)
  isPersisted().then(say, reportError)
  return { persisted, ask: async () => say(await askPersistence()) }
}
