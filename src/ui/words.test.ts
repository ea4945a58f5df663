import { describe, expect, it } from 'vitest'
import { createWords, languageOf } from './words.ts'

const fr = {
  app: { name: 'Cartable', hello: 'Bonjour {who}' },
  waiting: '{n} envoi attend | {n} envois attendent',
  photos: 'aucune photo | {n} photo | {n} photos',
}
const en = { waiting: '{n} item waits | {n} items wait', photos: 'no photo | {n} photo | {n} photos' }

describe('t', () => {
  const { t, te } = createWords({ fr }, 'fr')

  it('finds a message by its path and fills its gaps', () => {
    expect(t('app.name')).toBe('Cartable')
    expect(t('app.hello', { who: 'Inès <b>' })).toBe('Bonjour Inès <b>')
    expect(t('app.hello', {})).toBe('Bonjour {who}')
  })

  it('gives the key back for what is no message', () => {
    expect([t('app.none'), t('app'), t('constructor')]).toEqual(['app.none', 'app', 'constructor'])
    expect([te('app.name'), te('app'), te('toString')]).toEqual([true, false, false])
  })

  it.each([
    [0, '0 envoi attend', 'aucune photo'],
    [1, '1 envoi attend', '1 photo'],
    [2, '2 envois attendent', '2 photos'],
  ])('chooses the form of %i', (n, waiting, photos) => {
    expect([t('waiting', n), t('waiting', { n }), t('photos', { n }, n)]).toEqual([waiting, waiting, photos])
  })
})

describe('another language', () => {
  it('is French until it is learnt, and where it says nothing', () => {
    const { t, locale, knows, learn } = createWords({ fr }, 'en')
    expect([knows('en'), t('app.name')]).toEqual([false, 'Cartable'])
    learn('en', en)
    expect([knows('en'), t('waiting', 1), t('app.name')]).toEqual([true, '1 item waits', 'Cartable'])
    locale.value = 'fr'
    expect(t('waiting', 1)).toBe('1 envoi attend')
  })

  it('counts zero in the plural in English', () => {
    const { t, learn } = createWords({ fr }, 'en')
    learn('en', en)
    expect([t('waiting', 0), t('photos', 0), t('photos', 1)]).toEqual(['0 items wait', 'no photo', '1 photo'])
  })
})

it('speaks what was chosen, else what the browser asks first, else French', () => {
  expect(languageOf('fr', ['en-GB'])).toBe('fr')
  expect(languageOf(null, ['de', 'en-US', 'fr'])).toBe('en')
  expect(languageOf(null, ['fr-BE', 'en'])).toBe('fr')
  expect(languageOf(null, ['ar'])).toBe('fr')
})
