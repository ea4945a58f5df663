// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Block } from '../../domain/lesson.ts'
import fr from '../../locales/fr.json' with { type: 'json' }
import { createWords } from '../words.ts'
import LessonView from './LessonView.vue'
import type { LessonLink } from './links.ts'

const HERE = 'a'.repeat(64)
const AWAY = 'b'.repeat(64)
const text = (words: string) => ({ node: 'text' as const, text: words })
const paragraph = (...inline: unknown[]) => ({ node: 'paragraph', inline })

/** Only what the schema lets through is ever drawn. */
function shown(blocks: unknown[]) {
  const parsed = v.parse(v.array(Block), blocks)
  const source = (file: string) => (file === HERE ? `/files/${HERE}.bin` : undefined)
  const address = (link: LessonLink) => ('guide' in link ? `/guide/${link.guide}` : `/lesson/${link.page}${link.hash}`)
  return mount(LessonView, {
    props: { blocks: parsed, source, address, weight: () => 1_200_000 },
    global: { plugins: [createWords(fr, () => Promise.reject(new Error('these are all')))] },
  })
}

describe('words', () => {
  it('draws every mark', () => {
    const lesson = shown([
      paragraph(
        ...(['strong', 'emphasis', 'underline', 'strike', 'sub', 'sup'] as const).map((node) => ({
          node,
          inline: [text(node)],
        })),
        { node: 'code', text: 'a < b' },
        { node: 'break' },
        text('fin'),
      ),
    ])
    expect(lesson.find('p').element.innerHTML).toBe(
      '<strong>strong</strong><em>emphasis</em><u>underline</u><s>strike</s><sub>sub</sub><sup>sup</sup><code>a &lt; b</code><br>fin',
    )
  })

  it('shows markup as the words it is', () => {
    const lesson = shown([paragraph(text('<img src=x onerror=alert(1)><script>alert(2)</script>'))])
    expect(lesson.find('img, script').exists()).toBe(false)
    expect(lesson.text()).toContain('<script>alert(2)</script>')
  })
})

describe('links', () => {
  const link = (href: string) => paragraph({ node: 'link', href, inline: [text('ici')] })

  it('open the web apart, and say so', () => {
    const outside = shown([link('https://eduscol.education.fr/')]).get('a')
    expect(outside.attributes()).toMatchObject({
      href: 'https://eduscol.education.fr/',
      target: '_blank',
      rel: 'noopener noreferrer',
    })
    expect(outside.get('svg').attributes('aria-label')).toBe('(autre site)')
  })

  it('write a mail', () => {
    expect(
      shown([link('mailto:ecole@example.fr')])
        .get('a')
        .attributes(),
    ).toEqual({ href: 'mailto:ecole@example.fr' })
  })

  it('stay inside for another page or the handbook', async () => {
    const lesson = shown([link('page:arbres#Hauteur%20d%C3%A9part'), link('guide:doser-en-equipe')])
    const [page, guide] = lesson.findAll('a')
    expect(page?.attributes('href')).toBe('/lesson/arbres#l-hauteur-départ')
    expect(guide?.attributes('href')).toBe('/guide/doser-en-equipe')
    await page?.trigger('click')
    await guide?.trigger('click')
    expect(lesson.emitted('go')).toEqual([
      [{ page: 'arbres', hash: '#l-hauteur-départ' }],
      [{ guide: 'doser-en-equipe' }],
    ])
  })

  it('leave a click for another window to the browser', async () => {
    const lesson = shown([link('page:arbres')])
    await lesson.get('a').trigger('click', { ctrlKey: true })
    expect(lesson.emitted('go')).toBeUndefined()
  })
})

describe('blocks', () => {
  it('anchors headings, each once', () => {
    const heading = (level: number, words: string) => ({ node: 'heading', level, inline: [text(words)] })
    const lesson = shown([heading(2, 'Les arêtes : rappel !'), heading(3, 'Exemple'), heading(4, 'Exemple')])
    expect(lesson.findAll('h2, h3, h4').map((at) => [at.element.tagName, at.attributes('id')])).toEqual([
      ['H2', 'l-les-arêtes--rappel-'],
      ['H3', 'l-exemple'],
      ['H4', 'l-exemple-1'],
    ])
  })

  it('keeps the anchors when it is drawn again', async () => {
    const lesson = shown([{ node: 'heading', level: 2, inline: [text('Un')] }])
    await lesson.setProps({ source: () => undefined })
    expect(lesson.get('h2').attributes('id')).toBe('l-un')
  })

  it('nests lists and starts where it is told', () => {
    const lesson = shown([
      {
        node: 'list',
        ordered: true,
        start: 3,
        items: [[paragraph(text('trois')), { node: 'list', ordered: false, items: [[paragraph(text('dedans'))]] }]],
      },
    ])
    expect(lesson.get('ol').attributes('start')).toBe('3')
    expect(lesson.get('ol > li > ul > li').text()).toBe('dedans')
  })

  it('lets wide tables and code scroll by the keyboard', () => {
    const lesson = shown([
      { node: 'table', head: [[text('Sommet')]], rows: [[[text('A')]]] },
      { node: 'code', language: 'python', text: 'if a < b:\n    pass' },
    ])
    expect(lesson.get('[role=region] table th').attributes('scope')).toBe('col')
    expect(lesson.findAll('[role=region]').map((region) => region.attributes('tabindex'))).toEqual(['0', '0'])
    expect(lesson.get('pre').text()).toBe('if a < b:\n    pass')
    expect(
      shown([{ node: 'table', head: [], rows: [[[text('A')]]] }])
        .find('thead')
        .exists(),
    ).toBe(false)
  })

  it('names its frames, quotes and rules', () => {
    const inside = [paragraph(text('dedans'))]
    const lesson = shown([
      ...['remember', 'example', 'warning'].map((tone) => ({ node: 'callout', tone, blocks: inside })),
      { node: 'quote', blocks: inside },
      { node: 'rule' },
    ])
    expect(lesson.findAll('[role=note]').map((note) => note.attributes('aria-label'))).toEqual([
      'À retenir',
      'Exemple',
      'Attention',
    ])
    expect(lesson.get('blockquote').text()).toBe('dedans')
    expect(lesson.find('hr').exists()).toBe(true)
  })
})

it('makes formulas of real MathML elements', () => {
  const math = {
    m: 'math',
    c: [
      {
        m: 'mfrac',
        a: { linethickness: '0' },
        c: [
          { m: 'mi', c: ['<b>n</b>'] },
          { m: 'mn', c: ['2'] },
        ],
      },
    ],
  }
  const lesson = shown([{ node: 'math', math }, paragraph({ node: 'math', math: 'x' })])
  const [block, inline] = lesson.findAll('math')
  expect(block?.attributes('display')).toBe('block')
  expect(inline?.attributes('display')).toBe('inline')
  expect(block?.get('mfrac').element.namespaceURI).toBe('http://www.w3.org/1998/Math/MathML')
  expect(block?.get('mfrac').attributes('linethickness')).toBe('0')
  expect(block?.find('b').exists()).toBe(false)
  expect(inline?.text()).toBe('x')
})

describe('files', () => {
  it('keeps the room of a picture that has not come, with its words', () => {
    const lesson = shown([{ node: 'picture', file: AWAY, alt: 'Un graphe', width: 640, height: 480 }])
    expect(lesson.find('img').exists()).toBe(false)
    expect(lesson.get('.absent').attributes('style')).toContain('aspect-ratio: 640 / 480')
    expect(lesson.text()).toContain('Un graphe')
  })

  it('shows a picture at its size, and opens large ones', () => {
    const large = shown([{ node: 'picture', file: HERE, alt: 'Un graphe', width: 640, height: 480 }])
    expect(large.get('button img').attributes()).toMatchObject({
      src: `/files/${HERE}.bin`,
      alt: 'Un graphe',
      width: '640',
      height: '480',
    })
    const small = shown([{ node: 'picture', file: HERE, alt: '', width: 32, height: 32 }])
    expect(small.find('button').exists()).toBe(false)
  })

  it('falls back to the kept room when the picture does not come', async () => {
    const lesson = shown([{ node: 'picture', file: HERE, alt: 'Un graphe' }])
    await lesson.get('img').trigger('error')
    expect(lesson.find('img').exists()).toBe(false)
    expect(lesson.text()).toContain('Image pas encore sur cet appareil')
  })

  it('plays sound and video with the controls of the browser', () => {
    const lesson = shown([
      { node: 'audio', file: HERE, title: 'Lecture' },
      { node: 'video', file: HERE, title: 'Parcours' },
      { node: 'video', file: AWAY, title: 'Plus tard' },
    ])
    expect(lesson.get('audio').attributes()).toMatchObject({
      src: `/files/${HERE}.bin`,
      'aria-label': 'Lecture',
      preload: 'metadata',
    })
    expect(lesson.findAll('video')).toHaveLength(1)
    expect(lesson.text().replace(/\s/g, ' ')).toContain('Pas encore sur cet appareil · 1,2 Mo')
  })

  it('offers a document only when it is here', () => {
    expect(
      shown([{ node: 'document', file: HERE, title: 'Fiche' }])
        .get('button')
        .text(),
    ).toBe('Ouvrir le document')
    expect(
      shown([{ node: 'document', file: AWAY, title: 'Fiche' }])
        .find('button')
        .exists(),
    ).toBe(false)
  })
})

describe('what is never drawn, since the schema refuses it first', () => {
  it.each<[string, unknown]>([
    ['a script', { node: 'script', text: 'alert(1)' }],
    ['raw markup', { node: 'html', html: '<b>' }],
    ['a link that runs', paragraph({ node: 'link', href: 'javascript:alert(1)', inline: [] })],
    ['a link to data', paragraph({ node: 'link', href: 'data:text/html,x', inline: [] })],
    ['a handler', { node: 'paragraph', inline: [], onclick: 'alert(1)' }],
    ['a picture from elsewhere', { node: 'picture', file: 'https://evil.example/x.png', alt: '' }],
    ['an element that MathML does not have', { node: 'math', math: { m: 'script', c: ['alert(1)'] } }],
    ['a formula with a link', { node: 'math', math: { m: 'mi', a: { href: 'javascript:alert(1)' }, c: [] } }],
    ['a heading above the page', { node: 'heading', level: 1, inline: [] }],
  ])('%s', (_name, block) => {
    expect(() => shown([block])).toThrow()
  })
})
