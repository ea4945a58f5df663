import { randomBytes } from 'node:crypto'
import qrcode from 'qrcode'
import * as v from 'valibot'
import { CardToken } from '../../src/protocol/enrol.ts'
import { cardHash, makeCard } from '../storage/cards.ts'
import { signOut } from '../storage/enrolled.ts'
import type { Card, Job } from '../storage/storage.ts'
import type { Command } from './command.ts'
import { counted } from './counted.ts'
import { OPERATOR } from './operator.ts'
import { personNamed } from './person.ts'

/** A new card for someone. Those they have go on working until they are voided. */
export const printCard: Command = {
  words: ['cards', 'print'],
  takes: '<name>',
  does: 'makes a new sign-in card for someone',
  async run({ storage, url, now }, said) {
    const { token, hash } = makeCard((bytes) => new Uint8Array(randomBytes(bytes)))
    const { name, others } = await storage.write(async (job) => {
      const account = await personNamed(job, said)
      const before = await liveCardsOf(job, account.id)
      await job.addCard({ hash, account: account.id, createdAt: now, voidedAt: null })
      await job.note({ at: now, actor: OPERATOR, what: 'printCard', about: account.id })
      return { name: account.name, others: before.length }
    })
    const link = `${url}/card#${token}`
    const older = others === 0 ? '' : `\n${counted(others, 'older card')} still in use: npm run admin -- cards void …`
    return `${name}\n${link}\n\n${await qrcode.toString(link, { type: 'utf8', margin: 2 })}${older}`
  },
}

/**
 * Ends a card, or all cards of someone, and signs out the devices they let in: whoever found the card may be among them. Their unsent work stays on them,
 * and leaves when another card is shown.
 */
export const voidCards: Command = {
  words: ['cards', 'void'],
  takes: '<name, link, token or hash>',
  does: 'ends the cards of someone, or one card, and signs out the devices that it let in',
  run: ({ storage, now }, said) =>
    storage.write(async (job) => {
      const cards = await cardsMeant(job, said)
      let signedOut = 0
      for (const { hash, account } of cards) {
        await job.voidCard(hash, now)
        const devices = (await job.devicesOf(account)).filter((one) => one.card === hash && one.withdrawnAt === null)
        for (const { id } of devices) await signOut(job, id, 'lost', now)
        signedOut += devices.length
        await job.note({ at: now, actor: OPERATOR, what: 'voidCard', about: account })
      }
      return `${counted(cards.length, 'card')} voided, ${counted(signedOut, 'device')} signed out. What they had not sent stays on them until a new card is shown.`
    }),
}

async function cardsMeant(job: Job, said: string): Promise<Card[]> {
  const token = said.split('#').at(-1) ?? ''
  const one = (await job.card(said)) ?? (v.is(CardToken, token) ? await job.card(cardHash(token)) : undefined)
  return one ? [one] : liveCardsOf(job, (await personNamed(job, said)).id)
}

async function liveCardsOf(job: Job, account: string): Promise<Card[]> {
  return (await job.cards()).filter((card) => card.account === account && card.voidedAt === null)
}
