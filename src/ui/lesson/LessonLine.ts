import type { FunctionalComponent } from 'vue'
import type { Inline } from '../../domain/inlines.ts'
import type { Drawing } from './drawing.ts'
import { drawInlines } from './inlines.ts'

/** A line of a lesson's words, for templates. */
export const LessonLine: FunctionalComponent<{ inline: readonly Inline[]; on: Drawing }> = ({ inline, on }) =>
  drawInlines(inline, on)
LessonLine.props = ['inline', 'on']
