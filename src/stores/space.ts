import { shallowRef, watch, type Ref } from 'vue'
import { bytesHere } from '../db/claims.ts'
import { hasRoom, measureRoom, reserveOf } from '../device/storage.ts'
import { engine } from './engine.ts'
import { live } from './live.ts'

/** The device's store, in bytes. `packs`: lessons and their files; `reserved`: kept free for work; `tight`: packs no longer start by themselves. */
export type StorageMeter = {
  used: number
  quota: number
  packs: number
  reserved: number
  tight: boolean
}

/** What the device's store holds and can hold; measured again when packs come or go. Undefined while loading, and where the browser does not tell. */
export function useStorageMeter(): Ref<StorageMeter | undefined> {
  const meter = shallowRef<StorageMeter>()
  const packs = live(bytesOfPacks)
  let measuring = false
  const measure = async () => {
    const room = await measureRoom()
    if (!room || packs.value === undefined) return
    meter.value = {
      ...room,
      packs: packs.value,
      reserved: reserveOf(room.quota),
      tight: !hasRoom(room, 1),
    }
  }
  watch(packs, () => {
    // Bytes come by pieces; one measure at a time tells enough of them.
    if (measuring) return
    measuring = true
    void measure()
      .catch(reportError)
      .finally(() => (measuring = false))
  })
  return meter
}

async function bytesOfPacks(): Promise<number> {
  let sum = 0
  await engine().files.files.each((file) => (sum += bytesHere(file)))
  return sum
}
