import type { Shape } from './icon.ts'

/** What every drawing of the set says of its pen, and what `icon.ts` says once for all of them. */
const PEN = /^(fill="none"|stroke="currentColor"|stroke-(linecap="round"|linejoin="round"|width="2"))$/

/**
 * What the build makes of an icon's SVG: a component that holds its shapes alone. Throws on an SVG that is more than shapes drawn with the pen.
 */
export function compileIcon(svg: string): string {
  const shapes: Shape[] = []
  for (const [, tag = '', written = ''] of svg.matchAll(/<([a-z]+)([^>]*?)\/?>/g)) {
    const own = (written.match(/[a-z-]+="[^"]*"/g) ?? []).filter((attribute) => !PEN.test(attribute))
    if (tag === 'svg' || (tag === 'g' && own.length === 0)) continue
    if (!['path', 'circle', 'rect', 'ellipse'].includes(tag)) throw new Error(`no pen draws this icon: ${svg}`)
    shapes.push([tag, Object.fromEntries(own.map((attribute) => attribute.replaceAll('"', '').split('=')))])
  }
  const given = shapes.map((shape) => JSON.stringify(shape)).join(', ')
  return `import { icon } from '/src/ui/icon.ts'\nexport default /*#__PURE__*/ icon(${given})\n`
}
