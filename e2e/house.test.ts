import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { partOf } from '../src/locales/parts.ts'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const code = tracked.filter(
  (path) =>
    /^(src|server)\/.*\.(ts|vue)$/.test(path) &&
    !/\.test\.ts$|\.contract\.ts$|\/locales\/|\/content\/|\/migrations\//.test(path),
)
const lines = (path: string) => read(path).split('\n').length - 1

function leaves(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object') return [at]
  return Object.entries(value).flatMap(([key, inside]) => leaves(inside, at ? `${at}.${key}` : key))
}

/** The sections of the words that a file names. */
function sectionsIn(path: string, known: readonly string[]): string[] {
  return [...read(path).matchAll(/['"`]([a-zA-Z]+)\.[a-zA-Z$]/g)]
    .map((found) => found[1] ?? '')
    .filter((one) => known.includes(one))
}

/** Our own files that these rooms are made of, those that a room loads when they are wanted included. */
function madeOf(rooms: readonly string[], apart: readonly string[] = []): string[] {
  const found = new Set(rooms)
  const imports = /^(?:import|export) (?!type )[^']*'(\.[^']+\.(?:ts|vue))'|import\('(\.[^']+\.vue)'\)/gm
  for (const path of found)
    for (const [, at, later] of read(path).matchAll(imports)) {
      const from = at ?? (path.endsWith('.vue') ? later : undefined)
      const made = from === undefined ? undefined : normalize(join(dirname(path), from))
      if (made !== undefined && !apart.includes(made)) found.add(made)
    }
  return [...found]
}

describe('the house', () => {
  it('no two components share a name, by which their styles are told apart', () => {
    const names = tracked.filter((path) => path.endsWith('.vue')).map((path) => basename(path).toLowerCase())
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('has short files: median 60 lines or fewer, none over 250', () => {
    const sizes = code.map(lines).sort((a, b) => a - b)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(60)
    expect(code.filter((path) => lines(path) > 250)).toEqual([])
  })

  it('is at most three folders deep', () => {
    expect(tracked.filter((path) => path.split('/').length > 4)).toEqual([])
  })

  it('keeps only what it names at its root', () => {
    const rooms = new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]))
    expect([...rooms].sort()).toEqual(['.ci', 'e2e', 'public', 'server', 'src'])
  })

  it('draws the same slate whether the device or a person chose it', () => {
    const [byHand, byDevice] = [...read('src/ui/tokens.css').matchAll(/color-scheme: dark;([^}]*)\}/g)].map(
      ([, rules]) => rules?.split('\n').map((line) => line.trim()),
    )
    expect(byHand?.length).toBeGreaterThan(30)
    expect(byDevice).toEqual(byHand)
  })

  it('says everything in French and in English', () => {
    const french: unknown = JSON.parse(read('src/locales/fr.json'))
    const english: unknown = JSON.parse(read('src/locales/en.json'))
    expect(leaves(french).sort()).toEqual(leaves(english).sort())
  })

  it('uses every word it has and has every word it uses', () => {
    const words = leaves(JSON.parse(read('src/locales/fr.json')))
    const pages = code
      .filter((path) => path.startsWith('src/'))
      .map(read)
      .join('\n')
    const used = [...pages.matchAll(/\b\$?t\(\s*'([a-zA-Z0-9_.]+)'/g)].map((found) => found[1] ?? '')
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((word) => !words.includes(word))).toEqual([])
    // A word reached through a code (`refusal.${code}`) is used when its room is; what is deeper inside is another room.
    const rooms = [...pages.matchAll(/`([a-zA-Z.]+)\.\$\{/g)].map((found) => `${found[1] ?? ''}.`)
    expect(
      words.filter(
        (word) =>
          !pages.includes(`'${word}'`) &&
          !pages.includes(`"${word}"`) &&
          !rooms.some((room) => word.startsWith(room) && !word.slice(room.length).includes('.')),
      ),
    ).toEqual([])
  })

  it('has the words of a room when it opens', () => {
    const known = Object.keys(JSON.parse(read('src/locales/fr.json')) as object)
    const rooms = ['welcome/Card', 'RoleFrame', 'RoleHome', 'pupil/Todo'].map((room) => `src/pages/${room}.vue`)
    // Those who open these bring their words first.
    const later = ['src/pages/profile/LockedBag.vue', 'src/pages/UnreadableStore.vue']
    const first = madeOf(['src/App.vue', 'src/router.ts', ...rooms], later)
    expect(first.length).toBeGreaterThan(100)
    const missing = (paths: readonly string[], there: (section: string) => boolean) =>
      paths.flatMap((path) =>
        sectionsIn(path, known)
          .filter((one) => !there(one))
          .map((one) => `${path}: ${one}`),
      )
    expect(missing(first, (section) => partOf(section) === 'start')).toEqual([])
    const others = code.filter((path) => path.startsWith('src/') && !path.startsWith('src/pages/teacher/'))
    expect(missing(others, (section) => partOf(section) !== 'teacher')).toEqual([])
  })

  it('names no registry and no place of one machine', () => {
    const places = new RegExp(
      ['registry\\.n' + 'pmjs', 'deb\\.d' + 'ebian', '/h' + 'ome/[a-z]', '/w' + 'ork/', '/r' + 'oot/'].join('|'),
    )
    const texts = tracked.filter((path) => /\.(ts|vue|js|cjs|json|md|css|html|yml)$|^\.[a-z]/.test(path))
    expect(texts.filter((path) => places.test(read(path)))).toEqual([])
  })
})
