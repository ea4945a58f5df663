import { inject, ref, shallowReactive, type InjectionKey, type Plugin, type Ref } from 'vue'
import type { Locale } from './format.ts'

/** Messages by section, as the locales hold them. `{name}` is a gap; ` | ` stands between the forms of a count: one, more; or none, one, more. */
export type Messages = { readonly [name: string]: string | Messages }

/** What fills the gaps of a message. A number given as `n` also chooses its form. */
export type Gaps = Readonly<Record<string, string | number>>

/** The words on screen. `t` gives the key itself for a message that is nowhere; what a language lacks comes in French. */
export type Words = Plugin & {
  locale: Readonly<Ref<Locale>>
  t: (key: string, gaps?: Gaps | number, count?: number) => string
  te: (key: string) => boolean
  /** Changes the language, as soon as what was needed so far is there in it. Rejects, and changes nothing, where that is nowhere to be had. */
  speak: (locale: Locale) => Promise<void>
}

/** Words of which some come later: `need` brings a part, in the language on screen and in every one spoken from then on. */
export type PartedWords<Part extends string> = Words & { need: (part: Part) => Promise<void> }

/** Brings a part of a language. */
export type LoadWords<Part extends string> = (locale: Locale, part: Part | 'start') => Promise<Messages>

const wordsKey: InjectionKey<Words> = Symbol('words')

/** Brings the words of the rooms behind the first one, for what may stand in place of the first one. */
export const laterWordsKey: InjectionKey<() => Promise<void>> = Symbol('later words')

/** The words for a whole application; it uses them as a plugin. `start`: the French that is there from the start. */
export function createWords<Part extends string>(start: Messages, load: LoadWords<Part>): PartedWords<Part> {
  const locale = ref<Locale>('fr')
  let wanted = locale.value
  const known = shallowReactive(new Map<Locale, ReadonlyMap<string, string>>([['fr', flat(start)]]))
  const needed = new Set<Part | 'start'>(['start'])
  const brought = new Map([['fr start', Promise.resolve()]])

  function bring(language: Locale, part: Part | 'start'): Promise<void> {
    const name = `${language} ${part}`
    const coming =
      brought.get(name) ??
      load(language, part).then(
        (messages) => void known.set(language, new Map([...(known.get(language) ?? []), ...flat(messages)])),
        (failure: unknown) => {
          // Asked for again next time.
          brought.delete(name)
          throw failure
        },
      )
    brought.set(name, coming)
    return coming
  }

  const find = (key: string) => known.get(locale.value)?.get(key) ?? known.get('fr')?.get(key)
  const words: PartedWords<Part> = {
    locale,
    t(key, given, count) {
      const gaps = typeof given === 'number' ? { n: given } : (given ?? {})
      const message = find(key)
      return message === undefined ? key : filled(formOf(message, count ?? gaps['n'], locale.value), gaps)
    },
    te: (key) => find(key) !== undefined,
    async need(part) {
      needed.add(part)
      await Promise.all([bring(locale.value, part), bring(wanted, part)])
    },
    async speak(language) {
      wanted = language
      try {
        await Promise.all([...needed].map((part) => bring(language, part)))
        // Unless another one was asked for meanwhile.
        if (wanted === language) locale.value = language
      } catch (failure) {
        if (wanted === language) wanted = locale.value
        throw failure
      }
    },
    install: (app) => void app.provide(wordsKey, words),
  }
  return words
}

/** Throws outside an application that has words: that is a bug. */
export function useWords(): Words {
  const words = inject(wordsKey)
  if (!words) throw new Error('nobody gave any words')
  return words
}

/** The language that someone chose, else the first of their browser's that we speak. */
export function languageOf(chosen: Locale | null, browser: readonly string[]): Locale {
  const spoken = browser.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'fr' || tag === 'en')
  return chosen ?? (spoken === 'en' ? 'en' : 'fr')
}

function flat(messages: Messages, under = '', all = new Map<string, string>()): ReadonlyMap<string, string> {
  for (const [name, message] of Object.entries(messages)) {
    if (typeof message === 'string') all.set(under + name, message)
    else flat(message, `${under}${name}.`, all)
  }
  return all
}

/** Zero is singular in French, plural in English. */
function formOf(message: string, count: string | number | undefined, locale: Locale): string {
  const forms = message.split(' | ')
  if (forms.length === 1 || typeof count !== 'number') return message
  const singular = locale === 'fr' ? Math.abs(count) < 2 : count === 1
  const form = forms.length === 3 && count === 0 ? 0 : forms.length - (singular ? 2 : 1)
  return forms[form] ?? message
}

function filled(message: string, gaps: Gaps): string {
  return message.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap))
}
