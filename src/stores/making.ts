import { computed, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import { changeMaking } from '../db/makings.ts'
import { listHeld } from '../db/overlay.ts'
import type { Id } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import type { ReportLine } from '../domain/reports.ts'
import { moved, removed, renamed, stated, type Change } from '../packs/changing.ts'
import { wayBack } from '../packs/undoing.ts'
import type { FilesHeld } from './carried.ts'
import { engine } from './engine.ts'
import type { Brought } from './importing.ts'
import { importInto, importOf } from './imports.ts'
import { liveOf } from './live.ts'
import { benchDb, type MakingFacts } from './makings.ts'
import { previewsOf } from './previewing.ts'
import { currentId } from './profiles.ts'
import { publishDraft, type Publishing } from './publishing.ts'
import { hasStep, noteStep, takeStep } from './steps.ts'
import { publishedAs, versionOf, weighed, type PublishedTo, type Weight } from './versions.ts'

/** One pack being made. `draft` is null when this device has none of that id. Every change is kept at once; `undo` takes back the last one of this visit. */
export function useMaking(id: MaybeRefOrGetter<Id>): {
  draft: Ref<PackDraft | null | undefined>
  weight: Ref<Weight | undefined>
  published: Ref<PublishedTo[] | undefined>
  /** The files of the draft for a preview, by hash. */
  files: Ref<FilesHeld | undefined>
  /** Files done and to do while an import runs, else null. */
  importing: Ref<{ done: number; total: number } | null>
  canUndo: Ref<boolean>
  change: (facts: Partial<MakingFacts>) => Promise<void>
  /** A page whose id the draft already has takes its place, and the report says so. The report is also kept in the draft. */
  addFiles: (brought: readonly Brought[]) => Promise<ReportLine[]>
  renamePage: (pageId: Id, title: string) => Promise<void>
  movePage: (pageId: Id, to: number) => Promise<void>
  removePage: (pageId: Id) => Promise<void>
  undo: () => Promise<void>
  publish: (classIds: readonly Id[]) => Promise<Publishing>
} {
  const which = () => (currentId.value === null ? undefined : { profile: currentId.value, id: toValue(id) })
  const draft = liveOf(which, async (one) => (await engine().profile(one.profile).packDrafts.get(one.id)) ?? null)
  const packs = liveOf(which, async (one) => {
    const held = await listHeld(engine().profile(one.profile), 'pack')
    return held.filter((pack) => pack.id === one.id)
  })
  const version = versionOf(draft)

  async function act(about: string, change: Change): Promise<void> {
    const changed = await changeMaking(benchDb(), toValue(id), change, engine().now())
    if (changed) noteStep(toValue(id), { ...changed, about, at: changed.after.updatedAt })
  }

  return {
    draft,
    weight: computed(() => (version.value === undefined ? undefined : weighed(version.value))),
    published: computed(() => {
      const made = version.value
      return made === undefined ? undefined : packs.value?.map((pack) => publishedAs(pack, made))
    }),
    files: previewsOf(draft),
    importing: computed(() => importOf(toValue(id))),
    canUndo: computed(() => hasStep(toValue(id))),
    change: (facts) => act(`facts ${Object.keys(facts).join(' ')}`, stated(facts)),
    async addFiles(brought) {
      const making = toValue(id)
      const { report, changed } = await importInto(benchDb(), making, brought)
      if (changed) noteStep(making, { ...changed, about: 'import', at: changed.after.updatedAt })
      return report
    },
    renamePage: (pageId, title) => act(`rename ${pageId}`, renamed(pageId, title)),
    movePage: (pageId, to) => act(`move ${pageId}`, moved(pageId, to)),
    removePage: (pageId) => act(`remove ${pageId}`, removed(pageId)),
    async undo() {
      const { now } = engine()
      const step = takeStep(toValue(id), now())
      if (step) await changeMaking(benchDb(), toValue(id), wayBack(step.before, step.after), now())
    },
    async publish(classIds) {
      const now = await benchDb().packDrafts.get(toValue(id))
      return now ? publishDraft(benchDb(), now, classIds) : { unready: 'noPage' }
    },
  }
}
