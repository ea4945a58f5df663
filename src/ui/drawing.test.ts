// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import IconWarning from '~icons/lucide/circle-alert'
import { compileIcon } from './drawing.ts'

const pen = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" stroke-width="2"'

it('keeps the shapes of an icon and leaves the pen out', () => {
  const grouped = `<svg viewBox="0 0 24 24"><g ${pen}><circle cx="12" cy="12" r="10"/><path d="M12 8v4"/></g></svg>`
  expect(compileIcon(grouped)).toContain('icon(["circle",{"cx":"12","cy":"12","r":"10"}], ["path",{"d":"M12 8v4"}])')
  const alone = `<svg viewBox="0 0 24 24"><path ${pen} d="M2 2l20 20" fill="currentColor"/></svg>`
  expect(compileIcon(alone)).toContain('icon(["path",{"d":"M2 2l20 20","fill":"currentColor"}])')
})

it('refuses what the pen cannot draw', () => {
  expect(() => compileIcon(`<svg><mask id="a"><path d="M1 1"/></mask></svg>`)).toThrow('no pen')
  expect(() => compileIcon(`<svg><g opacity=".5"><path d="M1 1"/></g></svg>`)).toThrow('no pen')
})

it('draws an icon that wears what it is given', () => {
  const drawn = mount(IconWarning, { attrs: { class: 'icon', 'aria-hidden': 'true' } })
  expect(drawn.element instanceof SVGElement).toBe(true)
  expect(drawn.attributes()).toMatchObject({ class: 'icon', 'aria-hidden': 'true', stroke: 'currentColor' })
  expect(drawn.findAll('circle, path').length).toBeGreaterThan(1)
})
