import fc from 'fast-check'
import { strToU8 } from 'fflate'
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { MATH_ATTRIBUTES, MATH_ELEMENTS } from '../domain/inlines.ts'
import { DEPTH_MAX, nestingOf } from '../domain/lesson.ts'
import { Page } from '../domain/pages.ts'
import { importSources } from './import.ts'
import { readText } from './manifest.ts'

const digest = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))

async function bring(markdown: string) {
  return importSources([{ path: 'p.md', bytes: strToU8(markdown) }], { digest })
}

const NODES = new Set<unknown>([
  ...[
    'heading',
    'paragraph',
    'list',
    'table',
    'picture',
    'audio',
    'video',
    'document',
    'code',
    'math',
    'callout',
    'quote',
    'rule',
  ],
  ...['text', 'strong', 'emphasis', 'underline', 'strike', 'sub', 'sup', 'link', 'break'],
])

/** Walks everything a page holds, without trusting the schema that let it through. */
function dangersIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(dangersIn)
  if (value === null || typeof value !== 'object') return []
  const found: unknown[] = []
  if ('node' in value && !NODES.has(value.node)) found.push(value.node)
  if ('href' in value && !/^(https?:\/\/|mailto:|page:|guide:)/i.test(String(value.href))) found.push(value.href)
  if ('m' in value && !MATH_ELEMENTS.some((name) => name === value.m)) found.push(value.m)
  if ('a' in value)
    found.push(...Object.keys(value.a ?? {}).filter((name) => !MATH_ATTRIBUTES.some((known) => known === name)))
  return [...found, ...Object.values(value).flatMap(dangersIn)]
}

const PAYLOADS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<IMG """><SCRIPT>alert("XSS")</SCRIPT>">',
  '<img src=`x`onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
  '<a href="vbscript:msgbox(1)">x</a><a href="file:///etc/passwd">x</a><a href="blob:x">x</a>',
  '<a href="https://ok.example" onclick="alert(1)" style="position:fixed" target=_blank>x</a>',
  '<a href="//evil.example">x</a><a href="\\\\evil.example">x</a><a href="/\\evil.example">x</a>',
  '<a href="page:x" href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1)) [y](<java script:alert(1)>) [z](&#x6A;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>) ![x](data:image/svg+xml;base64,PHN2Zy8+)',
  '[x]: javascript:alert(1)\n\n[x] <javascript:alert(1)>',
  '![x](javascript:alert(1)) ![x](x" onerror="alert(1))',
  '[guide](guide:../../x) [guide](guide:javascript:alert(1)) [page](page:a/../../b)',
  '<body onload=alert(1)><base href="https://evil.example/"><meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button><input autofocus onfocus=alert(1)></form>',
  '<details open ontoggle=alert(1)><summary>x</summary><script>alert(1)</script></details>',
  '<style>@import "https://evil.example";*{background:url(javascript:alert(1))}</style><link rel=stylesheet href=//evil.example>',
  '<template><script>alert(1)</script></template><noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><script>alert(1)</script></textarea><title><img src=x onerror=alert(1)></title><xmp><script>alert(1)</script></xmp>',
  '<video src=x onerror=alert(1)><source onerror=alert(1)></video><audio src="javascript:alert(1)" autoplay></audio>',
  '<table background="javascript:alert(1)"><tr><td onmouseover=alert(1)>x</table>',
  '<!--><img src=x onerror=alert(1)>--> <![CDATA[<script>alert(1)</script>]]> <?xml-stylesheet href="javascript:alert(1)"?>',
  '```js" onload="alert(1)\nx\n```\n\n```<script>\nx\n```',
  '$\\href{javascript:alert(1)}{x}$ $\\url{javascript:alert(1)}$ $\\class{x}{y}$ $\\style{color:red}{x}$ $\\includegraphics{x}$',
  '$\\text{<script>alert(1)</script>}$ $\\unicode{x3c}$ $<img src=x onerror=alert(1)>$',
  '$$\\begin{matrix}\\href{javascript:alert(1)}{x}\\end{matrix}$$',
  '<a href="https://x.example/\n<script>alert(1)</script>">x</a>',
  '\u000b<script\u000c>alert(1)</script>',
  '<<script>alert(1);//<</script>',
  '<a href="javascript&colon;alert(1)">x</a><a href="javascript&NewLine;:alert(1)">x</a>',
  '<x onclick=alert(1)>x</x><marquee onstart=alert(1)>x</marquee><isindex action=javascript:alert(1)>',
]

describe('script has no way in', () => {
  it.each(PAYLOADS)('%s', async (payload) => {
    for (const markdown of [
      payload,
      `mot ${payload} mot`,
      `- ${payload}`,
      `> ${payload}`,
      `| a |\n|---|\n| ${payload} |`,
      `# ${payload}`,
    ]) {
      const { pages, report } = await bring(`avant\n\n${markdown}\n\naprès`)
      expect(pages).toHaveLength(1)
      expect(v.safeParse(Page, pages[0]).success).toBe(true)
      expect(dangersIn(pages)).toEqual([])
      expect(JSON.stringify(pages)).toContain('avant')
      expect(report).toContainEqual({ path: 'p.md', said: 'imported' })
    }
  })

  it('drops what a script says, not what comes after it', async () => {
    const { pages } = await bring(
      'un <script>alert(1)</script> deux\n\n<script>\nalert(2)\n\nalert(3)\n</script>\n\ntrois',
    )
    expect(JSON.stringify(pages[0]?.blocks)).not.toContain('alert')
    expect(JSON.stringify(pages[0]?.blocks)).toContain('trois')
  })
})

/** Long enough to find what grows with the square of its length, short enough for a slow machine. */
const LONG = 200_000
const repeated = (piece: string) => piece.repeat(Math.ceil(LONG / piece.length))

describe('hostile shapes cost little', () => {
  it.each([
    ['nested quotes', repeated('>')],
    ['nested lists', Array.from({ length: 300 }, (_, at) => `${'  '.repeat(at)}- x`).join('\n')],
    ['nested boxes', repeated('<div>')],
    ['nested folds', repeated('<details><summary>x</summary>')],
    ['nested tables', repeated('<table><tr><td>')],
    ['nested marks', repeated('<b><i>')],
    ['nested links', repeated('<a href="https://x.example">')],
    ['brackets', repeated('[')],
    ['pictures', repeated('![')],
    ['links', repeated('[a](')],
    ['stars', repeated('*a **b ')],
    ['ticks', repeated('`a``b```')],
    ['dollars', repeated('$a ')],
    ['double dollars', repeated('$$\n')],
    ['deep formula', `$${'{'.repeat(900)}x${'}'.repeat(900)}$`],
    ['deep fraction', `$${'\\frac{1}{'.repeat(180)}x${'}'.repeat(180)}$`],
    ['growing macro', '$\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\a\\a}\\a$'],
    ['references', repeated('[a]: b\n')],
    ['entities', repeated('&amp;&#x41;&')],
    ['tags', repeated('<a ')],
    ['comments', repeated('<!--')],
    ['declarations', repeated('<!A ')],
    ['attributes', `<b ${repeated('a=1 ')}>`],
    ['pipes', `|a|\n|---|\n${repeated('|')}`],
    ['columns', `|${'a|'.repeat(2000)}\n|${'-|'.repeat(2000)}\n${'|\n'.repeat(200)}`],
    ['front matter', `---\n${repeated('a\n')}`],
    ['one line', repeated('mot ')],
    ['one word', repeated('m')],
    ['escapes', repeated('\\')],
    ['lone surrogates', repeated('\ud800a')],
    ['html in a line', repeated('<b>x</i>')],
  ])('%s', { timeout: 30_000 }, async (_, markdown) => {
    const start = performance.now()
    const { pages, report } = await bring(`x\n\n${markdown}`)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(report.map((line) => line.said)).not.toContain('pageUnreadable')
    expect(pages).toHaveLength(1)
    expect(v.safeParse(Page, pages[0]).success).toBe(true)
    expect(nestingOf(pages[0])).toBeLessThan(3 * DEPTH_MAX + 10)
  })

  it('melts what nests too deep, says so, and loses no word', async () => {
    const { pages, report } = await bring(`${'> '.repeat(30)}au fond`)
    expect(report.map((line) => line.said)).toContain('tooDeep')
    expect(JSON.stringify(pages)).toContain('au fond')
  })
})

/** Bits of syntax that, shuffled, find more than letters do. */
const syntax = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      ...[
        '# ',
        '\n',
        '\n\n',
        '> ',
        '- ',
        '1. ',
        '    ',
        '|',
        '|---|\n',
        '```',
        '`',
        '**',
        '_',
        '~~',
        '$',
        '$$',
        '[',
        '](',
        ')',
        '![',
        '<',
        '>',
        '</',
        '<b>',
        '</b>',
        '<div>',
        '</div>',
      ],
      ...[
        '<details>',
        '</details>',
        '<summary>',
        '<table>',
        '<td>',
        '<script>',
        '<!--',
        '-->',
        '&',
        ';',
        '\\',
        'a',
        ' ',
        'x.png',
        'p.md#',
        'https://x.example',
        'javascript:',
        '---\n',
        '\\frac{',
        '}',
        '^',
      ],
    ),
  ),
  { maxLength: 60 },
)

describe('anything at all', () => {
  it('imports any text to a valid page, or says why not', async () => {
    await fc.assert(
      fc.asyncProperty(
        syntax.map((pieces) => pieces.join('')),
        async (markdown) => {
          const { pages, report } = await bring(markdown)
          expect(report.length).toBeGreaterThan(0)
          expect(report.map((line) => line.said)).not.toContain('pageUnreadable')
          expect(dangersIn(pages)).toEqual([])
          if (pages.length > 0)
            expect(readText(strToU8(JSON.stringify({ format: 1, pages })))).toEqual({ format: 1, pages })
        },
      ),
      { numRuns: 1500 },
    )
  }, 60_000)

  it('takes any bytes under any name without throwing', async () => {
    const names = fc.constantFrom(
      'a.md',
      'a.txt',
      'a.png',
      'a.jpg',
      'a.gif',
      'a.webp',
      'a.zip',
      'a.pdf',
      'a',
      '../a.md',
      'C:\\a.md',
      '/a//b.md',
    )
    const heads = fc.constantFrom(
      '',
      'PK\x03\x04',
      'PK\x05\x06',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe1',
      'GIF89a',
      'RIFF0000WEBPVP8X',
      'RIFF0000WEBPVP8 ',
      '%PDF-',
      '\xff\xfe',
      '\xef\xbb\xbf',
    )
    await fc.assert(
      fc.asyncProperty(names, heads, fc.uint8Array({ maxLength: 300 }), async (path, head, tail) => {
        const { pages, report } = await importSources(
          [{ path, bytes: new Uint8Array([...Buffer.from(head, 'latin1'), ...tail]) }],
          { digest },
        )
        expect(pages.length + report.length).toBeGreaterThan(0)
        for (const page of pages) expect(v.safeParse(Page, page).success).toBe(true)
      }),
      { numRuns: 1500 },
    )
  }, 60_000)
})
