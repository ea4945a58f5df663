import { createHash } from 'node:crypto'
import { strToU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Block } from '../domain/lesson.ts'
import { importSources } from './import.ts'
import type { Source } from './source.ts'

const digest = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))

/** The smallest PNG there is: one pixel. `mark` makes another file of it. */
function png(mark = 0): Uint8Array {
  const base = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  return new Uint8Array([...Buffer.from(base, 'base64'), mark])
}
const pdf = strToU8('%PDF-1.4 a document %%EOF')
const mp3 = strToU8('ID3 a sound')

const source = (path: string, content: string | Uint8Array): Source => ({
  path,
  bytes: typeof content === 'string' ? strToU8(content) : content,
})

async function bring(files: Record<string, string | Uint8Array>) {
  const imported = await importSources(
    Object.entries(files).map(([path, content]) => source(path, content)),
    { digest },
  )
  const said = (code: string) =>
    imported.report.filter((line) => line.said === code).map((line) => line.detail ?? line.path)
  return { ...imported, said, page: (id: string) => imported.pages.find((page) => page.id === id) }
}

async function blocksOf(markdown: string): Promise<Block[]> {
  return (await bring({ 'a.md': markdown })).pages[0]?.blocks ?? []
}
const text = (words: string) => ({ node: 'text', text: words })
const paragraph = (words: string) => ({ node: 'paragraph', inline: [text(words)] })

describe('Markdown becomes a lesson', () => {
  it('reads marks, code, lists, quotes and rules', async () => {
    const blocks = await blocksOf(
      [
        'un **gras** *italique* ~~barré~~ `code`',
        '',
        '3. trois',
        '4. quatre',
        '',
        '> cité',
        '',
        '---',
        '',
        '```Python title=x',
        'a = 1',
        '```',
      ].join('\n'),
    )
    expect(blocks).toEqual([
      {
        node: 'paragraph',
        inline: [
          text('un '),
          { node: 'strong', inline: [text('gras')] },
          text(' '),
          { node: 'emphasis', inline: [text('italique')] },
          text(' '),
          { node: 'strike', inline: [text('barré')] },
          text(' '),
          { node: 'code', text: 'code' },
        ],
      },
      { node: 'list', ordered: true, start: 3, items: [[paragraph('trois')], [paragraph('quatre')]] },
      { node: 'quote', blocks: [paragraph('cité')] },
      { node: 'rule' },
      { node: 'code', language: 'python', text: 'a = 1' },
    ])
  })

  it('reads tables, rows made even', async () => {
    expect(await blocksOf('| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |')).toEqual([
      {
        node: 'table',
        head: [[text('a')], [text('b')]],
        rows: [
          [[text('1')], [text('2')]],
          [[text('3')], []],
        ],
      },
    ])
  })

  it('takes its title from the first heading of the highest level, and skips no level under it', async () => {
    const { pages } = await bring({ 'a.md': '# Titre `x`\n\n#### Détail\n\n## Partie\n\n##### Fin' })
    expect(pages[0]?.title).toBe('Titre x')
    expect(pages[0]?.blocks.map((block) => (block.node === 'heading' ? block.level : 0))).toEqual([2, 2, 3])
  })

  it('keeps a heading among its like in the text, and falls back on the name of the file', async () => {
    const { pages } = await bring({ 'a.md': '### activité 1\n\n### activité 2', 'cours_de_maths.md': 'sans titre' })
    expect(pages.map((page) => page.title)).toEqual(['activité 1', 'cours de maths'])
    expect(pages[0]?.blocks).toHaveLength(2)
  })

  it('frames what authors frame', async () => {
    const blocks = await blocksOf(
      [
        '> **À retenir** : la somme',
        '',
        '> **Attention !**',
        '>',
        '> au feu',
        '',
        '> [!NOTE]',
        '> lu',
        '',
        '> **Un mot** en gras',
      ].join('\n'),
    )
    expect(blocks).toEqual([
      { node: 'callout', tone: 'remember', blocks: [paragraph('la somme')] },
      { node: 'callout', tone: 'warning', blocks: [paragraph('au feu')] },
      { node: 'callout', tone: 'remember', blocks: [paragraph('lu')] },
      {
        node: 'quote',
        blocks: [{ node: 'paragraph', inline: [{ node: 'strong', inline: [text('Un mot')] }, text(' en gras')] }],
      },
    ])
  })

  it('folds become frames, whatever Markdown they hold', async () => {
    expect(await blocksOf('<details>\n<summary>Solution</summary>\n\n- **42**\n\n</details>\n\naprès')).toEqual([
      {
        node: 'callout',
        tone: 'example',
        blocks: [
          { node: 'paragraph', inline: [{ node: 'strong', inline: [text('Solution')] }] },
          {
            node: 'list',
            ordered: false,
            items: [[{ node: 'paragraph', inline: [{ node: 'strong', inline: [text('42')] }] }]],
          },
        ],
      },
      paragraph('après'),
    ])
  })

  it('keeps the HTML that a lesson knows, drops the rest and says so', async () => {
    const { pages, said } = await bring({
      'a.md':
        'H<sub>2</sub>O, m<sup>2</sup>, <u>mot</u>, <kbd>Ctrl</kbd><br>puis <span class="x">suite</span> <font color="red">rouge</font>',
    })
    expect(pages[0]?.blocks).toEqual([
      {
        node: 'paragraph',
        inline: [
          text('H'),
          { node: 'sub', inline: [text('2')] },
          text('O, m'),
          { node: 'sup', inline: [text('2')] },
          text(', '),
          { node: 'underline', inline: [text('mot')] },
          text(', '),
          { node: 'code', text: 'Ctrl' },
          { node: 'break' },
          text('puis suite rouge'),
        ],
      },
    ])
    expect(said('htmlDropped')).toEqual(['span', 'font'])
  })

  it('reads HTML that is not closed without swallowing what follows', async () => {
    expect(await blocksOf('un <b>gras\n\nsuite</b> </div> fin\n\n<table><tr><td>a<td>b<tr><td>c</table>')).toEqual([
      { node: 'paragraph', inline: [text('un '), { node: 'strong', inline: [text('gras')] }] },
      paragraph('suite fin'),
      {
        node: 'table',
        head: [],
        rows: [
          [[text('a')], [text('b')]],
          [[text('c')], []],
        ],
      },
    ])
  })

  it('reads formulas, and leaves prices alone', async () => {
    const blocks = await blocksOf('aire $\\pi r^2$ pour 5$ ou 10 $ et \\$3$\n\n$$\n\\frac{1}{2}\n$$')
    expect(blocks.map((block) => block.node)).toEqual(['paragraph', 'math'])
    const [first] = blocks
    expect(first?.node === 'paragraph' && first.inline.map((part) => part.node)).toEqual(['text', 'math', 'text'])
    expect(first?.node === 'paragraph' && first.inline[2]).toEqual(text(' pour 5$ ou 10 $ et $3$'))
  })

  it('keeps a formula that cannot be read as it was typed', async () => {
    const { pages, said } = await bring({ 'a.md': 'voici $\\frac{1$ ici' })
    expect(pages[0]?.blocks).toEqual([
      { node: 'paragraph', inline: [text('voici '), { node: 'code', text: '\\frac{1' }, text(' ici')] },
    ])
    expect(said('formulaFailed')).toEqual(['\\frac{1'])
  })

  it('ignores front matter and says so', async () => {
    const { pages, said } = await bring({ 'a.md': '---\ntitle: x\n---\nbonjour' })
    expect(pages[0]?.blocks).toEqual([paragraph('bonjour')])
    expect(said('frontMatter')).toEqual(['a.md'])
  })

  it('reads plain text line by line', async () => {
    const { pages } = await bring({ 'a.txt': 'un *mot*\ndeux\n\ntrois' })
    expect(pages[0]?.blocks).toEqual([
      { node: 'paragraph', inline: [text('un *mot*'), { node: 'break' }, text('deux')] },
      paragraph('trois'),
    ])
  })

  it('reads files written in ISO-8859-1 and UTF-16', async () => {
    const latin = new Uint8Array(Buffer.from('déjà vu', 'latin1'))
    const wide = new Uint8Array([0xff, 0xfe, ...Buffer.from('déjà vu', 'utf16le')])
    const { pages, said } = await bring({ 'a.md': latin, 'b.md': wide, 'c.md': '\ufeffdéjà vu' })
    expect(pages.map((page) => page.blocks)).toEqual(Array.from({ length: 3 }, () => [paragraph('déjà vu')]))
    expect(said('textGuessed')).toEqual(['ISO-8859-1', 'UTF-16'])
  })
})

describe('what pages name', () => {
  it('finds pictures beside them, however they are spelled', async () => {
    const { page, said, files } = await bring({
      'cours/ch1/a.md':
        '![un](img/Été%201.png) ![deux](./IMG/b.PNG "titre") ![trois](../c.png) ![](/cours/ch1/img/b.png) ![perdu](img/z.png)',
      'cours/ch1/img/Été 1.png': png(1),
      'cours/ch1/img/b.png': png(2),
      'cours/c.png': png(3),
    })
    const pictures = page('a')?.blocks.flatMap((block) => (block.node === 'picture' ? [block] : []))
    expect(pictures?.map((picture) => picture.alt)).toEqual(['un', 'deux', 'trois', ''])
    expect(pictures?.[0]).toMatchObject({ width: 1, height: 1 })
    expect(said('pictureMissing')).toEqual(['img/z.png'])
    expect(files.map((file) => file.ref.name)).toEqual(['Été 1.png', 'b.png', 'c.png'])
    expect(files.every((file) => file.ref.tier === 'essential')).toBe(true)
  })

  it('never leaves the folder it was brought from', async () => {
    const { said, files } = await bring({ 'a/p.md': '![](../../etc/b.png)', 'etc/b.png': png() })
    expect(said('pictureMissing')).toEqual(['../../etc/b.png'])
    expect(files).toEqual([])
  })

  it('cuts a paragraph where a picture stands in it', async () => {
    const { pages } = await bring({ 'p.md': 'avant ![x](x.png) après', 'x.png': png() })
    expect(pages[0]?.blocks.map((block) => block.node)).toEqual(['paragraph', 'picture', 'paragraph'])
  })

  it('puts after a table the pictures of its cells, and says so', async () => {
    const { pages, said } = await bring({ 'p.md': '| a |\n|---|\n| ![x](x.png) |', 'x.png': png() })
    expect(pages[0]?.blocks.map((block) => block.node)).toEqual(['table', 'picture'])
    expect(said('moved')).toEqual(['p.md'])
  })

  it('keeps pictures that are written in the page', async () => {
    const address = `data:image/png;base64,${Buffer.from(png()).toString('base64')}`
    const { pages, files, said } = await bring({ 'p.md': `![x](${address}) ![y](data:image/png;base64,AAAA)` })
    expect(pages[0]?.blocks.map((block) => block.node)).toEqual(['picture', 'paragraph'])
    expect(files).toHaveLength(1)
    expect(said('pictureUnreadable')).toEqual(['data:image/png;base64,AAAA'])
  })

  it('makes links out of pictures that stay on the web', async () => {
    const { pages, said } = await bring({ 'p.md': '![un chat](https://example.org/chat.png)' })
    expect(pages[0]?.blocks).toEqual([
      {
        node: 'paragraph',
        inline: [{ node: 'link', href: 'https://example.org/chat.png', inline: [text('un chat')] }],
      },
    ])
    expect(said('pictureOutside')).toEqual(['https://example.org/chat.png'])
  })

  it('leads links to other pages, to the web, to the guide and to files', async () => {
    const { page, said } = await bring({
      'Cours n°1.md':
        '[suite](suite%20é.md#le-tri) [ici](#haut) [web](https://example.org/a_b) [guide](guide:droits) [mail](mailto:a@b.fr) [son](s.mp3) [rien](rien.md) [tel](tel:3020) https://example.fr',
      'suite é.md': '[sujet](sujet.pdf)',
      's.mp3': mp3,
      'sujet.pdf': pdf,
    })
    const [first, sound] = page('cours-n-1')?.blocks ?? []
    const hrefs =
      first?.node === 'paragraph' ? first.inline.flatMap((part) => (part.node === 'link' ? [part.href] : [])) : []
    expect(hrefs).toEqual([
      'page:suite-e#le-tri',
      'page:cours-n-1#haut',
      'https://example.org/a_b',
      'guide:droits',
      'mailto:a@b.fr',
      'https://example.fr',
    ])
    expect(sound).toMatchObject({ node: 'audio', title: 'son' })
    expect(page('suite-e')?.blocks).toMatchObject([{ node: 'document', title: 'sujet' }])
    expect(said('linkMissing')).toEqual(['rien.md'])
    expect(said('linkUnsafe')).toEqual(['tel:3020'])
  })
})

describe('files that no page names', () => {
  it('become pages, but pictures do only where no page of text came', async () => {
    const together = await bring({ 'cours.md': 'x', 'cours.pdf': pdf, 'son 1.mp3': mp3, 'p.png': png() })
    expect(together.pages.map((page) => [page.id, page.title, page.blocks[0]?.node])).toEqual([
      ['cours', 'cours', 'paragraph'],
      ['cours-pdf', 'cours', 'document'],
      ['son-1', 'son 1', 'audio'],
    ])
    expect(together.said('notUsed')).toEqual(['p.png'])
    const alone = await bring({ 'photo.png': png() })
    expect(alone.pages[0]?.blocks).toMatchObject([{ node: 'picture', alt: '', width: 1, height: 1 }])
  })

  it('each gets its line, whatever became of it', async () => {
    const files = {
      'a.md': 'x',
      'vide.md': '',
      'blanc.md': ' \n ',
      'notes.csv': 'a;b',
      'jeu.exe': strToU8('MZ a program'),
      'photo.jpg': strToU8('MZ a program'),
      'page.pdf': strToU8('<html>'),
      'half.pdf': pdf.subarray(0, -3),
      'dessin.svg': strToU8('<?xml version="1.0"?><svg xmlns="x"><script>1</script></svg>'),
      'casse.png': png().subarray(0, 12),
      '.DS_Store': strToU8('x'),
    }
    const { report } = await bring(files)
    expect(Object.fromEntries(report.map((line) => [line.path, line.said]))).toEqual({
      'a.md': 'imported',
      'vide.md': 'empty',
      'blanc.md': 'empty',
      'notes.csv': 'unknownType',
      'jeu.exe': 'program',
      'photo.jpg': 'program',
      'page.pdf': 'notWhatItSays',
      'half.pdf': 'cutShort',
      'dessin.svg': 'drawing',
      'casse.png': 'notUsed',
    })
    expect((await bring({ 'casse.png': png().subarray(0, 12) })).said('pictureUnreadable')).toEqual(['casse.png'])
  })
})

describe('an import as a whole', () => {
  it('orders pages as people count, what introduces them first', async () => {
    const { pages } = await bring({ 'c10.md': 'x', 'c2.md': 'x', 'README.md': 'x' })
    expect(pages.map((page) => page.id)).toEqual(['readme', 'c2', 'c10'])
  })

  it('names pages by their files, and by their folders too where names meet', async () => {
    const { pages } = await bring({ 'a/intro.md': 'x', 'b/intro.md': 'x', 'b/fin.md': 'x', '数学.md': 'x' })
    expect(pages.map((page) => page.id).toSorted()).toEqual(['a-intro', 'b-intro', 'fin', 'page'])
  })

  it('gives the same ids and hashes again, and one file for two copies', async () => {
    const files = { 'a.md': '![](x.png) ![](y.png)', 'x.png': png(), 'y.png': png() }
    const [once, again] = [await bring(files), await bring(files)]
    expect(again.pages).toEqual(once.pages)
    expect(once.files).toHaveLength(1)
  })

  it('brings nothing at all past the limits', async () => {
    const many = Object.fromEntries(Array.from({ length: 401 }, (_, at) => [`p${at}.md`, 'x']))
    const { pages, files, said } = await bring(many)
    expect([pages, files, said('tooManyPages')]).toEqual([[], [], ['401']])
  })

  it('uses the device to draw pictures, and counts as it goes', async () => {
    const seen: [number, number][] = []
    const asked: boolean[] = []
    const large = new Uint8Array(200_000)
    large.set(png())
    const imported = await importSources(
      [
        source('p.md', '![](a.png) ![](b.png) ![](c.heic)'),
        source('a.png', png()),
        source('b.png', large),
        source('c.heic', strToU8('\0\0\0\x18ftypheic')),
      ],
      {
        digest,
        progress: (done, total) => void seen.push([done, total]),
        picture: (_bytes, type, light) => {
          asked.push(light)
          const drawn = { bytes: strToU8('lighter'), type: 'image/webp' as const, width: 8, height: 9 }
          return Promise.resolve(light ? 'kept' : type === 'image/png' ? drawn : 'unreadable')
        },
      },
    )
    expect(asked).toEqual([true, false, false])
    expect(imported.files.map((file) => file.ref.type)).toEqual(['image/png', 'image/webp'])
    expect(imported.pages[0]?.blocks[1]).toMatchObject({ node: 'picture', width: 8, height: 9 })
    expect(imported.report).toContainEqual({ path: 'b.png', said: 'lightened' })
    expect(imported.report).toContainEqual({ path: 'c.heic', said: 'pictureUnreadable' })
    expect(seen.at(-1)).toEqual([3, 3])
  })
})
