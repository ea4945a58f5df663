import * as v from 'valibot'
import { Id } from './ids.ts'
import { Block } from './lesson.ts'
import { PackTitle } from './packs.ts'

/** The most pages of one pack. */
export const PAGES_MAX = 400

/** One lesson: a readable page of a pack. `id` is stable from version to version. */
export const Page = v.object({ id: Id, title: PackTitle, blocks: v.array(Block) })
export type Page = v.InferOutput<typeof Page>

/** The text of a whole pack, one file: with it the pack can be read, pictures apart. */
export const PackText = v.object({
  format: v.literal(1),
  pages: v.pipe(v.array(Page), v.minLength(1), v.maxLength(PAGES_MAX)),
})
export type PackText = v.InferOutput<typeof PackText>
