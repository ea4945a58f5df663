import { h, type FunctionalComponent, type VNode } from 'vue'
import type { MathNode } from '../../domain/inlines.ts'

/** A formula as MathML elements, made one by one: there is no text to parse and nothing to run. `block` sets it on its own line. */
export const MathView: FunctionalComponent<{ math: MathNode; block?: boolean }> = ({ math, block = false }) => {
  const root = typeof math !== 'string' && math.m === 'math' ? math : { m: 'math' as const, c: [math] }
  return h('math', { ...attributes(root), display: block ? 'block' : 'inline' }, root.c.map(draw))
}
MathView.props = ['math', 'block']

function draw(node: MathNode): VNode | string {
  return typeof node === 'string' ? node : h(node.m, attributes(node), node.c.map(draw))
}

/** `^` asks Vue for an attribute, never a property. */
function attributes(node: Exclude<MathNode, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(node.a ?? {}).map(([name, value]) => [`^${name}`, value]))
}
