import { h, type VNode } from 'vue'
import { plainText } from '../../domain/inlines.ts'
import { anchorOf, type Block } from '../../domain/lesson.ts'
import ExerciseCard from '../exercise/ExerciseCard.vue'
import type { Drawing } from './drawing.ts'
import { drawInlines } from './inlines.ts'
import LessonDocument from './LessonDocument.vue'
import LessonMedia from './LessonMedia.vue'
import LessonPicture from './LessonPicture.vue'
import { idOfAnchor } from './links.ts'
import { MathView } from './MathView.ts'

export function drawBlocks(blocks: readonly Block[], on: Drawing): VNode[] {
  return blocks.map((block) => drawBlock(block, on))
}

function drawBlock(block: Block, on: Drawing): VNode {
  switch (block.node) {
    case 'heading':
      return h(
        `h${block.level}`,
        { id: idOfAnchor(anchorOf(plainText(block.inline), on.anchors)) },
        drawInlines(block.inline, on),
      )
    case 'paragraph':
      return h('p', drawInlines(block.inline, on))
    case 'list':
      return h(
        block.ordered ? 'ol' : 'ul',
        block.start === undefined ? {} : { start: block.start },
        block.items.map((item) => h('li', drawBlocks(item, on))),
      )
    case 'table':
      return drawTable(block, on)
    case 'picture':
      return h(LessonPicture, {
        src: on.source(block.file),
        alt: block.alt,
        width: block.width,
        height: block.height,
        key: block.file,
        onLook: on.look,
      })
    case 'audio':
    case 'video':
      return h(LessonMedia, {
        src: on.source(block.file),
        kind: block.node,
        title: block.title,
        weight: on.weight(block.file),
      })
    case 'document':
      return h(LessonDocument, {
        src: on.source(block.file),
        title: block.title,
        weight: on.weight(block.file),
        onLook: on.look,
      })
    case 'code':
      // Wide code scrolls by itself, so the keyboard must reach it.
      return h(
        'pre',
        { tabindex: 0, role: 'region', 'aria-label': on.t('lesson.code'), dir: 'ltr' },
        h('code', { translate: 'no' }, block.text),
      )
    case 'math':
      return h(
        'div',
        { class: 'formula', tabindex: 0, role: 'group', 'aria-label': on.t('lesson.formula') },
        h(MathView, { math: block.math, block: true }),
      )
    case 'callout':
      return h('div', { class: ['callout', block.tone], role: 'note', 'aria-label': on.t(`lesson.${block.tone}`) }, [
        h('p', { class: 'tone', 'aria-hidden': true }, on.t(`lesson.${block.tone}`)),
        ...drawBlocks(block.blocks, on),
      ])
    case 'quote':
      return h('blockquote', drawBlocks(block.blocks, on))
    case 'rule':
      return h('hr')
    case 'exercise':
      return h(ExerciseCard, { exercise: block, on, key: block.id }, { default: () => drawBlocks(block.prompt, on) })
  }
}

function drawTable(block: Extract<Block, { node: 'table' }>, on: Drawing): VNode {
  const head =
    block.head.length === 0
      ? []
      : [
          h(
            'thead',
            h(
              'tr',
              block.head.map((cell) => h('th', { scope: 'col' }, drawInlines(cell, on))),
            ),
          ),
        ]
  const body = h(
    'tbody',
    block.rows.map((row) =>
      h(
        'tr',
        row.map((cell) => h('td', drawInlines(cell, on))),
      ),
    ),
  )
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': on.t('lesson.table') },
    h('table', [...head, body]),
  )
}
