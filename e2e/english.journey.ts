import { expect, type Page } from '@playwright/test'
import english from '../src/locales/en.json' with { type: 'json' }
import french from '../src/locales/fr.json' with { type: 'json' }
import { journey } from './journey.ts'

type Messages = { readonly [name: string]: string | Messages }

function flat(messages: Messages, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([name, message]): [string, string][] =>
    typeof message === 'string' ? [[prefix + name, message]] : flat(message, `${prefix}${name}.`),
  )
}

const escaped = (words: string) => words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The forms of a message as patterns of what stands on screen; those that are nothing but gaps would be found everywhere. */
function patternsOf(message: string): string[] {
  return message.split(' | ').flatMap((form) => {
    const words = form.split(/\{\w+\}/)
    return words.join('').replace(/[^\p{L}]/gu, '').length < 3 ? [] : [words.map((word) => escaped(word)).join('.+')]
  })
}

const inEnglish = new Map(flat(english))
const same = new Set([...inEnglish.values()].flatMap(patternsOf))
const FRENCH = flat(french)
  .filter(([key]) => !key.startsWith('settings.languages.') && key !== 'nav.otherLanguage' && key !== 'settings.sample')
  .flatMap(([, message]) => patternsOf(message))
  .filter((pattern) => !same.has(pattern))

/** The words of the interface that are French on a page, seen or only heard. What people and the school wrote is theirs, and says `dir="auto"`. */
async function frenchOn(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const said = await page.locator('body').evaluate((body) => {
    const texts: string[] = []
    const walk = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT)
    for (let node = walk.nextNode(); node instanceof Element; node = walk.nextNode()) {
      if (node.closest('[dir="auto"], script, style')) continue
      const own = [...node.childNodes].filter((child) => child instanceof Text).map((child) => child.data)
      texts.push(...own, ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name) ?? ''))
    }
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
  })
  const patterns = FRENCH.map((pattern) => new RegExp(`^${pattern}$`, 'u'))
  return said.filter((text) => patterns.some((pattern) => pattern.test(text)))
}

async function expectEnglish(page: Page, where: string) {
  await expect.poll(() => frenchOn(page), { message: where }).toEqual([])
}

const PEOPLE = [
  {
    name: 'Inès Benali',
    rooms: ['todo', 'courses', 'storage', 'settings', 'waiting'],
    title: 'To do',
    opens: 'Dix minutes à la fenêtre',
  },
  {
    name: 'Samira Benali',
    rooms: ['children', 'courses', 'settings'],
    title: 'My children',
    opens: 'Dix minutes à la fenêtre',
  },
  { name: 'Mme Lopez', rooms: ['classes', 'packs', 'settings'], title: 'Classes', opens: '6e A' },
]

journey('a device in English says nothing in French but what people wrote', async ({ school, device }) => {
  const phone = await device({ locale: 'en-GB' })
  const { page } = phone
  for (const path of ['/', '/card', '/profiles', '/nowhere']) {
    await page.goto(school.url + path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expectEnglish(page, path)
  }
  for (const { name, rooms, title, opens } of PEOPLE) {
    await phone.signIn(school.cardOf(name))
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    // The first news are here: a page that is left before they came waits for its turn.
    await expect(page.getByRole('link', { name: opens }).first()).toBeVisible({ timeout: 60_000 })
    const base = page.url().replace(/\/[a-z]+$/, '')
    for (const room of rooms) {
      await page.goto(`${base}/${room}`)
      await expectEnglish(page, `${name}, ${room}`)
    }
    await page.goto(`${base}/${rooms[0]}`)
    await page.getByRole('link', { name: opens }).first().click()
    await expect(page.getByRole('heading', { level: 1, name: opens })).toBeVisible()
    await expectEnglish(page, `${name}, ${opens}`)
  }
})

journey('the language is chosen in the settings, and kept when the browser is closed', async ({ school, device }) => {
  const phone = await device({ locale: 'en-GB' })
  await phone.signIn(school.cardOf('Inès Benali'))
  const home = phone.page.url()
  await phone.page.goto(home.replace(/todo$/, 'settings'))
  await phone.page.getByText('Français', { exact: true }).click()
  await expect(phone.page.getByRole('heading', { level: 1, name: 'Réglages' })).toBeVisible()
  // What looks for French finds it.
  await expect.poll(async () => (await frenchOn(phone.page)).length).toBeGreaterThan(5)
  await phone.carried()
  await phone.restart()
  await phone.page.goto(home)
  await expect(phone.page.getByRole('heading', { level: 1, name: 'À faire' })).toBeVisible()
  await phone.page.goto(home.replace(/todo$/, 'settings'))
  await phone.page.getByText('English', { exact: true }).click()
  await expect(phone.page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await expect(phone.page.locator('html')).toHaveAttribute('lang', 'en')
})
