import type { Page } from '@playwright/test'
import * as v from 'valibot'
import { feeds } from '../../src/domain/records.ts'
import { callerOf, classOf } from '../caller.ts'
import { openDevice, type Device } from '../device.ts'
import { startSchool, type School } from '../school.ts'
import { rowsOf } from '../stored.ts'
import { pulled } from './ledger.ts'

/** What became of a phone whose browser was killed again and again. `lost` and `doubled` say each thing that should not be, a line each. */
export type Killed = {
  browserKills: number
  /** How often "Enregistré" was read on screen, and how often a copy was handed in there. */
  kept: number
  handedIn: number
  /** Receipts that the phone held in the end. */
  phoneReceipts: number
  lost: string[]
  doubled: string[]
}

const PUPIL = 'Inès Benali'
const WORK = 'Dix minutes à la fenêtre'
/** How long a pupil writes before the browser is killed, in milliseconds. */
const LIFE = { least: 100, more: 3_000 }
/** How long all that waits may take to arrive in the end, in milliseconds. */
const PATIENCE = 120_000

const Copied = v.object({ state: v.string(), mutation: v.object({ kind: v.string(), text: v.optional(v.string()) }) })
const Drafted = v.object({ value: v.object({ text: v.string() }) })
const Written = v.object({ kind: v.string(), id: v.string(), body: v.unknown() })
const Said = v.object({ text: v.string() })

/** What the screen said: the last text kept as a draft, and every text handed in. */
type Promised = { drafted: string | undefined; handedIn: string[] }

/** A pupil writes and hands in, again and again, and SIGKILL in the middle: G1 (guarantees.md) with a real browser and its profile on disk. */
export async function killBrowsers(kills: number): Promise<Killed> {
  const school = await startSchool()
  const phone = await openDevice(Number(new URL(school.url).port))
  const found: Killed = { browserKills: kills, kept: 0, handedIn: 0, phoneReceipts: 0, lost: [], doubled: [] }
  const promised: Promised = { drafted: undefined, handedIn: [] }
  try {
    await phone.signIn(school.cardOf(PUPIL))
    await phone.page.getByRole('link', { name: WORK }).first().click()
    await phone.page.waitForURL(/\/work\//)
    const work = phone.page.url()
    // Chromium writes a cookie down only half a minute after it came, or when it is closed; without it the card would be asked for again.
    await phone.restart()
    for (let kill = 0; kill < kills; kill++) {
      await phone.page.goto(work)
      await compare(phone.page, promised, found)
      await formIn(phone.page).first().waitFor()
      let killed = false
      let failed: unknown
      const atWork = writeOn(phone.page, promised, found).catch((failure: unknown) => {
        // What the browser's end interrupts is what was asked for; anything else is a fault of what is tried, or of this.
        if (!killed) failed = failure
      })
      await new Promise((resolve) => setTimeout(resolve, LIFE.least + Math.random() * LIFE.more))
      killed = true
      await phone.crash()
      await atWork
      if (failed !== undefined) throw new Error('the pupil could not write', { cause: failed })
    }
    await phone.page.goto(work)
    await compare(phone.page, promised, found)
    await addUp(school, phone, promised, found)
    return { ...found, handedIn: promised.handedIn.length }
  } finally {
    await phone.remove()
    await school.remove()
  }
}

let copies = 0

const changeIn = (page: Page) => page.getByRole('button', { name: 'Changer ma copie' })
const answerIn = (page: Page) => page.getByLabel('Ta réponse')
/** What a pupil begins with: a copy handed in, to be changed, or one to write. */
const formIn = (page: Page) => changeIn(page).or(answerIn(page))

/** Each text is new, so that what the screen says next is said of it. */
async function writeOn(page: Page, promised: Promised, found: Killed): Promise<void> {
  const again = changeIn(page)
  const answer = answerIn(page)
  for (;;) {
    await formIn(page).first().waitFor()
    if (await again.isVisible()) await again.click()
    // A draft that is there already has its word on screen: it is handed in as it is, and the next one is seen to be kept.
    if (!(await page.getByText(/^Enregistré sur cet appareil à/).isVisible())) {
      const text = `Copie ${++copies}`
      await answer.fill(text)
      await page.getByText(/^Enregistré sur cet appareil à/).waitFor()
      promised.drafted = text
      found.kept += 1
    }
    const text = await answer.inputValue()
    await page.getByRole('button', { name: 'Rendre', exact: true }).click()
    await again.waitFor()
    promised.handedIn.push(text)
  }
}

/** Holds what the phone has against what its screen said. */
async function compare(page: Page, { drafted, handedIn }: Promised, found: Killed): Promise<void> {
  const database = databaseOf(page)
  const copied = new Set((await copiesIn(page)).map(({ mutation }) => mutation.text))
  const drafts = await rowsOf(page, database, 'drafts', v.unknown())
  const there = new Set([...copied, ...drafts.flatMap((draft) => (v.is(Drafted, draft) ? [draft.value.text] : []))])
  for (const text of handedIn) if (!copied.has(text)) found.lost.push(`"${text}" was handed in and is not on the phone`)
  if (drafted !== undefined && !there.has(drafted))
    found.lost.push(`"${drafted}" was said to be kept and is not on the phone`)
}

/** All that waits arrives, each copy once, and the phone's receipts are those of the school. */
async function addUp(school: School, { page }: Device, { handedIn }: Promised, found: Killed): Promise<void> {
  const until = Date.now() + PATIENCE
  const waits = async () => (await copiesIn(page)).filter(({ state }) => state !== 'done').length
  while ((await waits()) > 0 && Date.now() < until) await page.waitForTimeout(500)
  if ((await waits()) > 0) found.lost.push(`${await waits()} copies never left the phone`)

  const pupil = await callerOf(school, PUPIL)
  const teacher = await callerOf(school, 'Mme Lopez')
  const desk = (await pulled(teacher, feeds.desk(classOf(pupil)))).records
  const texts = desk.flatMap(({ kind, body }) => (kind === 'submission' && v.is(Said, body) ? [body.text] : []))
  for (const text of new Set(handedIn)) {
    const times = texts.filter((one) => one === text).length
    if (times === 0) found.lost.push(`"${text}" was handed in and is not at the school`)
    if (times > 1) found.doubled.push(`"${text}" is at the school ${times} times`)
  }
  const given = new Map(desk.flatMap(({ kind, id, body }) => (kind === 'receipt' ? [[id, JSON.stringify(body)]] : [])))
  const receipts = (await rowsOf(page, databaseOf(page), 'records', Written)).filter(({ kind }) => kind === 'receipt')
  found.phoneReceipts = receipts.length
  for (const { id, body } of receipts)
    if (given.get(id) !== JSON.stringify(body)) found.lost.push(`receipt ${id} is on the phone and not at the school`)
}

async function copiesIn(page: Page) {
  const entries = await rowsOf(page, databaseOf(page), 'outbox', Copied)
  return entries.filter(({ mutation }) => mutation.kind === 'handIn')
}

function databaseOf(page: Page): string {
  return `profile-${/\/p\/([^/]+)\//.exec(page.url())?.[1] ?? ''}`
}
