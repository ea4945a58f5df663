import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'

/** What axe finds on a page, and whether it scrolls sideways. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const { violations } = await new AxeBuilder({ page }).analyze()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    ...(wide ? ['scrolls sideways'] : []),
  ]
}

const PEOPLE = [
  { name: 'Inès Benali', home: 'todo', rooms: ['courses', 'guide', 'storage', 'settings', 'waiting'] },
  { name: 'Samira Benali', home: 'children', rooms: ['courses', 'settings'] },
  { name: 'Mme Lopez', home: 'classes', rooms: ['packs', 'settings'] },
]

for (const dark of [false, true]) {
  journey(`axe finds nothing on any room, ${dark ? 'dark' : 'light'}`, async ({ school, device }) => {
    const phone = await device({ width: 360, dark })
    const { page } = phone
    for (const path of ['/', '/card', '/profiles', '/receipt', '/guide', '/guide/je-bloque', '/nowhere']) {
      await page.goto(school.url + path)
      expect(await faultsOf(page), path).toEqual([])
    }
    for (const { name, home, rooms } of PEOPLE) {
      await phone.signIn(school.cardOf(name))
      const base = page.url().replace(/\/[a-z]+$/, '')
      for (const room of [home, ...rooms]) {
        await page.goto(`${base}/${room}`)
        expect(await faultsOf(page), `${name}, ${room}`).toEqual([])
      }
    }
  })
}
