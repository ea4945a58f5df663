import { h, markRaw, type Component } from 'vue'

/** A shape of a drawing, as SVG names it. */
export type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>]

const PEN = {
  viewBox: '0 0 24 24',
  width: '1.2em',
  height: '1.2em',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
}

/**
 * An icon, from its shapes. All are drawn with one pen, which a first visit then loads once and not with each of them.
 * @public What the build makes of an icon imports it.
 */
export function icon(...shapes: readonly Shape[]): Component {
  return markRaw({
    render: () =>
      h(
        'svg',
        PEN,
        shapes.map(([tag, attributes]) => h(tag, attributes)),
      ),
  })
}
