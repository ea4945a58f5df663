import { inject, type InjectionKey } from 'vue'

/** Starts a worker from one of our own addresses. The application gives it, since only one place may say which addresses are ours. */
export type StartWorker = (address: string, name: string) => Worker
export const startWorkerKey: InjectionKey<StartWorker> = Symbol('start worker')

export function useStartWorker(): StartWorker {
  const start = inject(startWorkerKey)
  if (!start) throw new Error('nobody gave a way to start workers')
  return start
}
