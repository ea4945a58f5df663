import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StorageFull } from './failures.ts'
import { openSqlite } from './sqlite.ts'
import { storageContract } from './storage.contract.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'cartable-sqlite-'))

storageContract('sqlite', () => {
  const place = folder()
  return Promise.resolve({
    open: () => openSqlite(place),
    remove() {
      rmSync(place, { recursive: true })
      return Promise.resolve()
    },
  })
})

it('is for the school alone to read', async () => {
  const place = folder()
  const storage = await openSqlite(place)
  await storage.write((job) => job.setMeta('a', 'b'))
  for (const name of readdirSync(place)) expect([name, statSync(join(place, name)).mode & 0o777]).toEqual([name, 0o600])
  await storage.close()
  rmSync(place, { recursive: true })
})

it('says that it is full, loses nothing committed, and goes on when there is room', async () => {
  const place = folder()
  let storage = await openSqlite(place, 80)
  await storage.write((job) => job.openFeed('desk:c1', null))
  const write = (id: number) =>
    storage.write((job) =>
      job.put([{ feed: 'desk:c1', kind: 'pupil', id: `p${id}`, body: { name: 'x'.repeat(20_000) } }], id),
    )
  let kept = 0
  const fill = async () => {
    for (let id = 1; id < 100; id++) {
      await write(id)
      kept = id
    }
  }
  await expect(fill()).rejects.toBeInstanceOf(StorageFull)
  expect(kept).toBeGreaterThan(3)
  const together = await Promise.allSettled([write(200), write(201), write(202)])
  expect(together.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await storage.read((view) => view.recordsAfter('desk:c1', 0, 1000))).toHaveLength(kept)
  await storage.close()
  storage = await openSqlite(place)
  await write(300)
  expect(await storage.read((view) => view.recordsAfter('desk:c1', 0, 1000))).toHaveLength(kept + 1)
  await storage.close()
  rmSync(place, { recursive: true })
})
