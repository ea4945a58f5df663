import { h, type VNodeChild } from 'vue'
import IconOutside from '~icons/lucide/external-link'
import type { Inline } from '../../domain/inlines.ts'
import type { Drawing } from './drawing.ts'
import { linkInside } from './links.ts'
import { MathView } from './MathView.ts'

const TAGS = { strong: 'strong', emphasis: 'em', underline: 'u', strike: 's', sub: 'sub', sup: 'sup' } as const

export function drawInlines(parts: readonly Inline[], on: Drawing): VNodeChild[] {
  return parts.map((part) => drawInline(part, on))
}

function drawInline(part: Inline, on: Drawing): VNodeChild {
  switch (part.node) {
    case 'text':
      return part.text
    case 'strong':
    case 'emphasis':
    case 'underline':
    case 'strike':
    case 'sub':
    case 'sup':
      return h(TAGS[part.node], drawInlines(part.inline, on))
    case 'code':
      return h('code', part.text)
    case 'link':
      return drawLink(part, on)
    case 'math':
      return h(MathView, { math: part.math })
    case 'break':
      return h('br')
  }
}

function drawLink(part: Extract<Inline, { node: 'link' }>, on: Drawing): VNodeChild {
  const words = drawInlines(part.inline, on)
  const inside = linkInside(part.href)
  if (inside)
    return h('a', { href: on.address(inside), onClick: (event: MouseEvent) => on.follow(inside, event) }, words)
  if (part.href.toLowerCase().startsWith('mailto:')) return h('a', { href: part.href }, words)
  const mark = h(IconOutside, { class: 'outside', role: 'img', 'aria-label': on.t('lesson.outside') })
  return h('a', { href: part.href, target: '_blank', rel: 'noopener noreferrer' }, [...words, mark])
}
