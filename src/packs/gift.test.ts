import { createHash } from 'node:crypto'
import { strToU8 } from 'fflate'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Task } from '../domain/exercises.ts'
import { Id } from '../domain/ids.ts'
import type { Inline } from '../domain/inlines.ts'
import { exercisesIn, type Exercise } from '../domain/lesson.ts'
import { mark } from '../domain/marking.ts'
import { looksLikeGift } from './gift.ts'
import { importSources } from './import.ts'

const digest = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))
const say = (text: string): Inline[] => [{ node: 'text', text }]

async function bring(text: string, path = 'q.gift') {
  const { pages, report } = await importSources([{ path, bytes: strToU8(text) }], { digest })
  return { blocks: pages[0]?.blocks ?? [], report, exercises: exercisesIn(pages[0]?.blocks ?? []) }
}

async function one(text: string): Promise<Exercise> {
  const { exercises, report } = await bring(text)
  const [exercise, ...others] = exercises
  if (!exercise || others.length > 0) throw new Error(`not one exercise: ${JSON.stringify(report)}`)
  return exercise
}
const taskOf = async (text: string): Promise<Task> => (await one(text)).task

describe('GIFT becomes exercises', () => {
  it('reads a choice with what is said of each answer', async () => {
    const exercise = await one('::Racine:: Combien fait 2+2 ? {=4#Oui. ~3#Non. ~%50%quatre ####Compte sur tes doigts.}')
    expect(exercise).toEqual({
      node: 'exercise',
      id: 'q--racine',
      prompt: [{ node: 'paragraph', inline: say('Combien fait 2+2 ?') }],
      task: {
        kind: 'choice',
        several: false,
        shuffle: true,
        options: [
          { inline: say('4'), share: 100, said: say('Oui.') },
          { inline: say('3'), share: 0, said: say('Non.') },
          { inline: say('quatre'), share: 50 },
        ],
      },
      explanation: say('Compte sur tes doigts.'),
    })
  })

  it('knows that several are right when none has an equals sign', async () => {
    const task = await taskOf('Les nombres premiers ?{\n~%50%2\n~%50%3\n~%-100%4\n}')
    expect(task).toMatchObject({ kind: 'choice', several: true, options: [{ share: 50 }, { share: 50 }, { share: 0 }] })
    expect(mark(task, { kind: 'choice', chosen: [0, 1] })?.share).toBe(100)
  })

  it.each([
    ['La Terre est ronde.{T}', true],
    ['La Terre est plate.{FALSE}', false],
    ['2 est premier.{VRAI}', true],
  ])('%s', async (text, right) => {
    expect(await taskOf(text)).toEqual({ kind: 'truth', right })
  })

  it('gives what is said to true and false to whom it is for: the wrong first', async () => {
    expect(await taskOf('Grant est mort.{F#Relis.#Bien vu.}')).toEqual({
      kind: 'truth',
      right: false,
      saidRight: say('Bien vu.'),
      saidWrong: say('Relis.'),
    })
  })

  it('reads short answers', async () => {
    expect(
      await taskOf('Le plus long fleuve de France ?{=Loire =la Loire =%0%Seine#Non, la plus parisienne.}'),
    ).toEqual({
      kind: 'short',
      exactCase: false,
      accepted: [
        { text: 'Loire', share: 100 },
        { text: 'la Loire', share: 100 },
        { text: 'Seine', share: 0, said: say('Non, la plus parisienne.') },
      ],
    })
  })

  it.each([
    ['{#3}', [{ value: 3, tolerance: 0, share: 100 }]],
    ['{#3.14:0.01}', [{ value: 3.14, tolerance: 0.01, share: 100 }]],
    ['{#1..2}', [{ value: 1.5, tolerance: 0.5, share: 100 }]],
    ['{#-2,5}', [{ value: -2.5, tolerance: 0, share: 100 }]],
    [
      '{#=1822:0 =%50%1822:2#presque}',
      [
        { value: 1822, tolerance: 0, share: 100 },
        { value: 1822, tolerance: 2, share: 50, said: say('presque') },
      ],
    ],
  ])('reads a number: %s', async (answers, accepted) => {
    expect(await taskOf(`Combien ?${answers}`)).toEqual({ kind: 'number', accepted })
  })

  it('says something to any other number', async () => {
    expect(await taskOf('Combien ?{#=5 ~#Compte encore.}')).toEqual({
      kind: 'number',
      accepted: [{ value: 5, tolerance: 0, share: 100 }],
      saidWrong: say('Compte encore.'),
    })
  })

  it('reads a matching, with rights that go with none', async () => {
    expect(await taskOf('Capitales {=France -> Paris =Italie -> Rome = -> Madrid}')).toEqual({
      kind: 'match',
      pairs: [
        { left: say('France'), right: say('Paris') },
        { left: say('Italie'), right: say('Rome') },
      ],
      others: [say('Madrid')],
    })
  })

  it('makes a hole of answers in the midst of a sentence, and several holes of several', async () => {
    expect(await taskOf('La Loire naît au mont {=Gerbier-de-Jonc =Gerbier de Jonc}, en Ardèche.')).toEqual({
      kind: 'gaps',
      exactCase: false,
      parts: [
        { inline: say('La Loire naît au mont ') },
        { gap: { accepted: ['Gerbier-de-Jonc', 'Gerbier de Jonc'] } },
        { inline: say(', en Ardèche.') },
      ],
    })
    const holes = await one("Elle coule vers l'{=océan ~est} **et** {=finit}")
    expect(holes.task).toMatchObject({
      parts: [
        { inline: say("Elle coule vers l'") },
        { gap: { accepted: ['océan'], choices: ['océan', 'est'] } },
        { inline: [{ node: 'text', text: ' ' }, { node: 'strong' }, { node: 'text', text: ' ' }] },
        { gap: { accepted: ['finit'] } },
      ],
    })
    expect(holes.prompt).toEqual([])
  })

  it('keeps a missing word as Moodle does where something is said of an answer', async () => {
    const exercise = await one('Elle coule {=vers#Oui ~sous} Nantes.')
    expect(exercise.prompt).toEqual([{ node: 'paragraph', inline: say('Elle coule _____ Nantes.') }])
  })

  it('puts things in order, with or without what Moodle says of its look', async () => {
    const expected = { kind: 'order', items: [say('œuf'), say('chenille'), say('papillon')] }
    expect(await taskOf('Dans l’ordre {>\nœuf\nchenille\npapillon\n}')).toEqual(expected)
    expect(await taskOf('Dans l’ordre {>3 REL VERTICAL ALL_OR_NOTHING SHOW abc\nœuf\nchenille\npapillon}')).toEqual(
      expected,
    )
  })

  it('takes what a backslash stands before as a letter, and formulas as they are', async () => {
    const exercise = await one(
      'Que vaut $\\frac{1}{2}$ si a \\= \\{1\\}\\: \\(x=1\\)\\nAlors ?{=$\\frac{a}{b}=1$ ~non \\~ \\#1}',
    )
    const [first] = exercise.prompt
    expect(first).toMatchObject({ node: 'paragraph' })
    expect(first?.node === 'paragraph' && first.inline.map(({ node }) => node)).toEqual([
      'text',
      'math',
      'text',
      'math',
      'break',
      'text',
    ])
    expect(exercise.task).toMatchObject({ options: [{ inline: [{ node: 'math' }] }, { inline: say('non ~ #1') }] })
  })

  it('reads comments, categories, formats and questions at length', async () => {
    const { blocks, report, exercises } = await bring(
      [
        '// un commentaire',
        '$CATEGORY: $course$/top/Fractions',
        '',
        'Une consigne sans question.',
        '',
        '[html]<p>Un <b>gras</b> <script>alert(1)</script></p>{T}',
        '',
        'Explique pourquoi. {}',
      ].join('\n'),
    )
    expect(blocks.map(({ node }) => node)).toEqual(['paragraph', 'exercise', 'paragraph'])
    expect(exercises[0]?.prompt).toEqual([
      { node: 'paragraph', inline: [...say('Un '), { node: 'strong', inline: say('gras') }] },
    ])
    expect(report.map(({ said }) => said)).toEqual(expect.arrayContaining(['exerciseOpen', 'htmlDropped', 'imported']))
  })

  it.each([
    'Des accolades {qui ne ferment pas',
    'Un mot {sans signe}',
    'Un nombre {#trois}',
    'Une seule réponse {~}',
    'Rien de juste {~a ~b}',
    'Une paire {=a -> b}',
    'Une suite {>\nseule\n}',
    'Un nombre négatif de tolérance {#3:-1}',
  ])('says that it does not understand: %s', async (text) => {
    const { exercises, report } = await bring(`${text}\n\nUne autre.{T}`)
    expect(exercises).toHaveLength(1)
    expect(report).toContainEqual({ path: 'q.gift', said: 'exerciseUnread', detail: expect.any(String) as string })
  })

  it('keeps the ids of exercises when others come before them, and no two are the same', async () => {
    const before = await bring('::A::Un ?{T}\n\nDeux ?{F}')
    const after = await bring('::B::Zéro ?{T}\n\n::A::Un ?{T}\n\nDeux ?{F}\n\nDeux ?{T}')
    const ids = after.exercises.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(before.exercises.map(({ id }) => id)))
    expect(new Set(ids).size).toBe(4)
  })

  it('gives exercises of long pages and long names that begin alike ids of their own', async () => {
    const long = 'une-question-dont-le-nom-est-fort-long-et-finit-par'
    const text = `::${long}-a::Un ?{T}\n\n::${long}-b::Deux ?{T}`
    const paths = ['chapitre-1-les-fractions-partie-1.gift', 'chapitre-1-les-fractions-partie-2.gift']
    const { pages } = await importSources(
      paths.map((path) => ({ path, bytes: strToU8(text) })),
      { digest },
    )
    const ids = pages.flatMap(({ blocks }) => exercisesIn(blocks).map(({ id }) => id))
    expect(new Set(ids).size).toBe(4)
    expect(ids.every((id) => v.is(Id, id) && !/-\d$/.test(id))).toBe(true)
  })

  it('is read in a fence of Markdown, and in a text file that is called otherwise', async () => {
    const fence = await bring('# Titre\n\nAvant.\n\n```gift\nVrai ?{T}\n\nFaux ?{F}\n```\n\nAprès.', 'a.md')
    expect(fence.blocks.map(({ node }) => node)).toEqual(['paragraph', 'exercise', 'exercise', 'paragraph'])
    expect((await bring('::Q1:: Vrai ?{T}', 'export.txt')).exercises).toHaveLength(1)
    expect(looksLikeGift('Une liste {de choses}\n\nEncore.')).toBe(false)
    expect(looksLikeGift('if (a) { b = 1 }\n\nelse { c }')).toBe(false)
  })

  it('never throws, and never makes what the schema would not take', async () => {
    const letters = fc.constantFrom(
      '{',
      '}',
      '=',
      '~',
      '#',
      '->',
      '%50%',
      '::',
      '\\',
      '$',
      '\n',
      '\n\n',
      'a',
      '1',
      '>',
      'T',
      ' ',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(letters, { maxLength: 60 }), async (parts) => {
        const { report } = await bring(parts.join(''))
        expect(report.map(({ said }) => said)).not.toContain('pageUnreadable')
      }),
      { numRuns: 300 },
    )
  })

  it('reads a page of nothing but openings in no time', async () => {
    const started = performance.now()
    await bring(`${'{=a '.repeat(50_000)}\n\n${'$'.repeat(50_000)}\n\n${'\\('.repeat(50_000)}`)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
