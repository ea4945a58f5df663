import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Block } from '../../src/domain/lesson.ts'
import { readHandbook, type Handbook } from './handbook.ts'
import { blocksMarkup } from './markup.ts'
import { writeGuide } from './write-guide.ts'

const SHELL = `<!doctype html><html lang="fr"><head><meta name="description" content="x" /><title>Cartable</title>
<script type="module" crossorigin src="/assets/index-abc.js"></script></head><body><div id="app"></div></body></html>`
let folder = ''
let handbook: Handbook

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-guide-'))
  handbook = await readHandbook(join(import.meta.dirname, 'handbook'))
  await writeGuide(folder, handbook, SHELL)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Node = DefaultTreeAdapterTypes.Node
const read = (...names: string[]) => readFile(join(folder, ...names, 'index.html'), 'utf8')

function elements(node: Node): DefaultTreeAdapterTypes.Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elements) : []
  return 'tagName' in node ? [node, ...inside] : inside
}
const attribute = (element: DefaultTreeAdapterTypes.Element, name: string) =>
  element.attrs.find((one) => one.name === name)?.value

test('every page is written, reads without scripts, and loads the application from the build', async () => {
  for (const { slug, body } of handbook.entries) {
    const page = await read(slug)
    expect(page).toContain(`<title>${body.title}`)
    const all = elements(parse(page))
    expect(all.filter(({ tagName }) => tagName === 'h1').length).toBe(1)
    expect(all.some((one) => one.tagName === 'script' && attribute(one, 'src') === '/assets/index-abc.js')).toBe(true)
    expect(all.filter((one) => one.tagName === 'script' && attribute(one, 'src') === undefined)).toEqual([])
    const app = all.find((one) => attribute(one, 'id') === 'app')
    expect(app && elements(app).filter(({ tagName }) => tagName === 'p').length).toBeGreaterThan(3)
  }
})

test('pages obey the policy: no inline script or style, and links between pages lead somewhere', async () => {
  const slugs = new Set(handbook.entries.map(({ slug }) => `/guide/${slug}`))
  for (const { slug } of handbook.entries) {
    for (const element of elements(parse(await read(slug)))) {
      expect(element.attrs.filter(({ name }) => name === 'style' || name.startsWith('on'))).toEqual([])
      const href = element.tagName === 'a' ? attribute(element, 'href') : undefined
      if (href?.startsWith('/guide/')) expect(slugs).toContain(href.split('#')[0])
    }
  }
})

test('a start with the same build and the same pages writes nothing, and another build writes them all', async () => {
  const inodes = async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(html|css|br|gz)$/.test(name)).sort()
    return Promise.all(names.map(async (name) => `${name} ${(await stat(join(folder, name))).ino}`))
  }
  const before = await inodes()
  expect(before.length).toBeGreaterThanOrEqual(3 * handbook.entries.length)
  await writeGuide(folder, handbook, SHELL)
  expect(await inodes()).toEqual(before)
  await writeGuide(folder, handbook, SHELL.replace('index-abc', 'index-def'))
  const after = await inodes()
  expect(after.filter((line) => before.includes(line) && line.includes('html'))).toEqual([])
  await writeGuide(folder, handbook, SHELL)
})

test('the index names every page once, by audience', async () => {
  const index = await read()
  for (const { slug } of handbook.entries) expect(index.split(`href="/guide/${slug}"`).length).toBe(2)
  expect(index.indexOf('Pour les parents')).toBeLessThan(index.indexOf('Pour les élèves'))
})

test('what people wrote cannot become markup', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='x'>&`
  const blocks: Block[] = [
    { node: 'heading', level: 2, inline: [{ node: 'text', text: evil }] },
    {
      node: 'paragraph',
      inline: [
        { node: 'link', href: `https://x.example/${evil.replaceAll(' ', '')}`, inline: [{ node: 'code', text: evil }] },
      ],
    },
    { node: 'picture', file: 'a'.repeat(64), alt: evil },
    { node: 'code', text: evil },
    { node: 'math', math: { m: 'mtext', a: { width: evil }, c: [evil] } },
    { node: 'document', file: 'b'.repeat(64), title: evil },
    { node: 'table', head: [[{ node: 'text', text: evil }]], rows: [[[{ node: 'text', text: evil }]]] },
  ]
  const all = elements(parse(blocksMarkup(blocks, { types: new Map() })))
  expect(all.filter(({ tagName }) => tagName === 'script')).toEqual([])
  expect(all.filter(({ tagName }) => tagName === 'img').length).toBe(1)
  expect(all.flatMap(({ attrs }) => attrs).filter(({ name }) => name.startsWith('on'))).toEqual([])
})
