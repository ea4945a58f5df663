import { describe, expect, it, vi } from 'vitest'
import { createWords, languageOf, type LoadWords, type Messages } from './words.ts'

const fr = {
  app: { name: 'Cartable', hello: 'Bonjour {who}' },
  waiting: '{n} envoi attend | {n} envois attendent',
  photos: 'aucune photo | {n} photo | {n} photos',
}
const en = { waiting: '{n} item waits | {n} items wait', photos: 'no photo | {n} photo | {n} photos' }

describe('t', () => {
  const { t, te } = createWords(fr, () => Promise.reject(new Error('nothing more')))

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
  it('is French until it has come, and where it says nothing', async () => {
    const { t, locale, speak } = createWords(fr, (language) => Promise.resolve(language === 'en' ? en : fr))
    const coming = speak('en')
    expect([locale.value, t('waiting', 1)]).toEqual(['fr', '1 envoi attend'])
    await coming
    expect([locale.value, t('waiting', 1), t('app.name')]).toEqual(['en', '1 item waits', 'Cartable'])
    await speak('fr')
    expect(t('waiting', 1)).toBe('1 envoi attend')
  })

  it('counts zero in the plural in English', async () => {
    const { t, speak } = createWords(fr, () => Promise.resolve(en))
    await speak('en')
    expect([t('waiting', 0), t('photos', 0), t('photos', 1)]).toEqual(['0 items wait', 'no photo', '1 photo'])
  })

  it('stays the one on screen when the other cannot be had, and is asked for again', async () => {
    const load = vi.fn<LoadWords<never>>().mockRejectedValueOnce(new Error('no network')).mockResolvedValue(en)
    const { t, locale, speak } = createWords(fr, load)
    await expect(speak('en')).rejects.toThrow('no network')
    expect([locale.value, t('waiting', 1)]).toEqual(['fr', '1 envoi attend'])
    await speak('en')
    expect(t('waiting', 1)).toBe('1 item waits')
  })

  it('is the last one asked for, whichever comes first', async () => {
    let give: (words: Messages) => void = () => undefined
    const { locale, speak } = createWords(fr, () => new Promise<Messages>((resolve) => (give = resolve)))
    const english = speak('en')
    await speak('fr')
    give(en)
    await english
    expect(locale.value).toBe('fr')
  })
})

describe('words that come later', () => {
  const later = { fr: { room: { title: 'La pièce' } }, en: { room: { title: 'The room' } } }
  const load: LoadWords<'rooms'> = (language, part) => Promise.resolve(part === 'rooms' ? later[language] : en)

  it('come when they are needed, once', async () => {
    const loading = vi.fn(load)
    const { t, te, need } = createWords(fr, loading)
    expect(te('room.title')).toBe(false)
    await Promise.all([need('rooms'), need('rooms')])
    await need('rooms')
    expect([t('room.title'), t('app.name')]).toEqual(['La pièce', 'Cartable'])
    expect(loading).toHaveBeenCalledOnce()
  })

  it('follow the language', async () => {
    const { t, need, speak } = createWords(fr, load)
    await need('rooms')
    await speak('en')
    expect([t('room.title'), t('waiting', 1)]).toEqual(['The room', '1 item waits'])
  })

  it('come in the language that is on its way, too', async () => {
    const { t, need, speak } = createWords(fr, load)
    const english = speak('en')
    await need('rooms')
    await english
    expect(t('room.title')).toBe('The room')
  })
})

it('speaks what was chosen, else what the browser asks first, else French', () => {
  expect(languageOf('fr', ['en-GB'])).toBe('fr')
  expect(languageOf(null, ['de', 'en-US', 'fr'])).toBe('en')
  expect(languageOf(null, ['fr-BE', 'en'])).toBe('fr')
  expect(languageOf(null, ['ar'])).toBe('fr')
})
