import type { Page } from '../../src/domain/pages.ts'
import type { HandbookPage } from '../../src/domain/packs.ts'
import { blocksMarkup, escaped, type Ground } from './markup.ts'

/** A page of the handbook with the slug of its address. */
export type GuideEntry = HandbookPage & { slug: string }

const AUDIENCES = { parents: 'Pour les parents', teachers: 'Pour les enseignants', pupils: 'Pour les élèves' } as const

const PLAIN_SHELL = `<!doctype html>
<html lang="fr">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="">
    <title></title>
  </head>
  <body>
    <div id="app"></div>
  </body>
</html>
`

type Put = { title: string; description: string; main: string }

/**
 * The application's own first page, with something to read inside before its script comes, and for good where none runs. Without a build, a shell that
 * holds nothing else.
 */
function shellWith(shell: string | null, { title, description, main }: Put): string {
  const body = `<div class="guide"><header><a href="/">Cartable</a> <a href="/guide">Le guide</a></header><main>${main}</main></div>`
  return (shell ?? PLAIN_SHELL)
    .replace(/<title>.*?<\/title>/s, () => `<title>${escaped(title)}</title>`)
    .replace(
      /<meta name="description" content=".*?"/s,
      () => `<meta name="description" content="${escaped(description)}"`,
    )
    .replace('</head>', () => '<link rel="stylesheet" href="/guide/guide.css"></head>')
    .replace(/<div id="app">\s*<\/div>/, () => `<div id="app">${body}</div>`)
}

/** One page of the guide, readable with scripts off. */
export function guidePage(entry: GuideEntry, page: Page, ground: Ground, shell: string | null): string {
  const sources = entry.sources.map(
    ({ title, url }) => `<li><a href="${escaped(url)}" rel="noopener noreferrer">${escaped(title)}</a></li>`,
  )
  const main = `<article>
<p class="guide-audience">${AUDIENCES[entry.audience]}</p>
<h1>${escaped(entry.title)}</h1>
<p class="guide-summary">${escaped(entry.summary)}</p>
${blocksMarkup(page.blocks, ground)}
<footer>${sources.length > 0 ? `<h2>Sources</h2><ul>${sources.join('')}</ul>` : ''}
<p>Page mise à jour le <time datetime="${entry.updated}">${dayMonthYear(entry.updated)}</time>.</p></footer>
</article>`
  return shellWith(shell, { title: `${entry.title} · Cartable`, description: entry.summary, main })
}

/** The list of all pages, by whom they speak to. */
export function guideIndex(entries: readonly GuideEntry[], shell: string | null): string {
  const parts = Object.entries(AUDIENCES).map(([audience, name]) => {
    const own = entries.filter((entry) => entry.audience === audience)
    const items = own.map(
      ({ slug, title, summary }) => `<li><a href="/guide/${slug}">${escaped(title)}</a><br>${escaped(summary)}</li>`,
    )
    return own.length === 0 ? '' : `<section><h2>${name}</h2><ul class="guide-list">${items.join('')}</ul></section>`
  })
  const description =
    'Apprendre, enseigner et accompagner à distance : pages datées, lisibles sans compte et sans réseau.'
  const main = `<h1>Le guide de l’école à distance</h1><p class="guide-summary">${description}</p>${parts.join('')}`
  return shellWith(shell, { title: 'Le guide · Cartable', description, main })
}

function dayMonthYear(date: string): string {
  return date.split('-').reverse().join('/')
}
