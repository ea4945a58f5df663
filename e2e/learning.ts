import { expect, type Locator, type Page } from '@playwright/test'

/** What a pupil does on screen, in the words of the screen. */

export async function goTo(page: Page, room: 'À faire' | 'Cours' | 'Guide' | 'Mes enfants') {
  await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: room }).click()
}

export async function openCourse(page: Page, title: string) {
  await goTo(page, 'Cours')
  await page.getByRole('link', { name: title }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

export async function openLesson(page: Page, course: string, lesson: string | RegExp) {
  await openCourse(page, course)
  await page.getByRole('link', { name: lesson }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(lesson)
}

export async function openWork(page: Page, title: string) {
  await goTo(page, 'À faire')
  await page.getByRole('link', { name: title }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

/** On the page of a piece of work: writes the answer, and waits until the device says that it has it. */
export async function writeAnswer(page: Page, text: string) {
  await page.getByLabel(/^(Ta réponse|Un mot)/).fill(text)
  await expect(page.getByText(/^Enregistré sur cet appareil à/)).toBeVisible()
}

/** Hands in what is written; waits until it is in the outbox of the device, whatever the school says later. */
export async function handIn(page: Page, text: string) {
  await writeAnswer(page, text)
  await page.getByRole('button', { name: 'Rendre', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Changer ma copie' })).toBeVisible()
}

/** On the page of a piece of work: the school's stamp is on the copy as it was last handed in. */
export async function expectReceived(page: Page) {
  await expect(page.getByText(/^n° [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)).toBeVisible({ timeout: 60_000 })
}

/** On the page of a course: all that was asked of it is on the device. */
export async function expectHere(page: Page) {
  await expect(page.getByText(/^Sur cet appareil/).first()).toBeVisible({ timeout: 60_000 })
}

/** Every picture of the page is drawn from bytes that are there. */
export async function expectPictures(page: Page) {
  await expect
    .poll(() =>
      page.locator('main img').evaluateAll((all: HTMLImageElement[]) => {
        for (const one of all) one.loading = 'eager'
        return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0)
      }),
    )
    .toBe(true)
}

/** A sound or a film can be sought in: after a jump it is where it was told to be, and plays on. */
export async function expectSeeking(page: Page, kind: 'audio' | 'video') {
  const player = page.locator(`main ${kind}`).first()
  await expect.poll(() => player.evaluate((media: HTMLMediaElement) => media.duration)).toBeGreaterThan(0)
  const reached = await player.evaluate(async (media: HTMLMediaElement) => {
    media.muted = true
    const target = media.duration * 0.8
    const there = new Promise((resolve) => media.addEventListener('seeked', resolve, { once: true }))
    media.currentTime = target
    await there
    await media.play()
    await new Promise((resolve) => media.addEventListener('timeupdate', resolve, { once: true }))
    media.pause()
    return media.currentTime / media.duration
  })
  expect(reached).toBeGreaterThanOrEqual(0.79)
}

/** The number on the school's stamp, once it is there and is not `before`. */
export async function receiptOf(page: Page, before = ''): Promise<string> {
  let number = ''
  const stamped = page.getByText(/^n°\s[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/).first()
  await expect(async () => {
    number = (await stamped.innerText({ timeout: 1_000 })).slice(-9)
    expect(number).not.toBe(before)
  }).toPass({ timeout: 60_000 })
  return number
}

/** A round at once, from the top of any page. */
export async function sendNow(page: Page) {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /À jour|Pas encore/ })
    .click()
  await page.getByRole('button', { name: 'Envoyer maintenant' }).click()
  await page.keyboard.press('Escape')
}

/** Asks the school again until this is on screen: what somebody else does leaves their device in its own time. */
export async function untilSeen(page: Page, sign: Locator) {
  await expect(async () => {
    if (!(await sign.isVisible())) await sendNow(page)
    await expect(sign).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 120_000 })
}
