import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../src/domain/ids.ts'
import { MUTATION_KINDS, type Wish } from '../src/domain/mutations.ts'
import type { Role } from '../src/domain/people.ts'
import { bodyOf, feeds } from '../src/domain/records.ts'
import { makeVersion, type Version } from '../src/packs/manifest.ts'
import { routesOf } from './app.ts'
import type { Member, RosterClass } from './content/roster.ts'
import { digest } from './content/store-parts.ts'
import { picture } from './ground.ts'
import { enrolment, openServed, said, type Caller, type Served } from './served.ts'

/**
 * Who may do what, where: role × route × own / a classmate's / another class's / another school's (security.md). A cell is what the caller gets, in a
 * word. A route, or a mutation, without a row fails.
 */
const PLACES = ['own', 'classmate', 'otherClass', 'otherSchool'] as const
type PlaceName = (typeof PLACES)[number]
type Who = 'nobody' | Role
type Cells = readonly [string, string, string, string]
type Place = {
  name: PlaceName
  group: RosterClass
  pupil: Member
  assignmentId: string
  submissionId: string
  photo: string
  packFile: string
}
type Row = {
  route: string
  what?: string
  ask: (who: Caller | null, place: Place) => Promise<string>
  gets: Record<Who, Cells>
}

const all = (word: string): Cells => [word, word, word, word]
const everyone = (word: string): Row['gets'] => {
  const cells = all(word)
  return { nobody: cells, pupil: cells, guardian: cells, teacher: cells, staff: cells }
}

const OTHER = {
  uai: '0340002B',
  name: 'Collège des Oliviers',
  teachers: ['Rose Vidal'],
  classes: [{ name: '5e A', level: '5e' as const, teachers: ['Rose Vidal'], pupils: ['Tom Blanc'] }],
  guardians: [{ name: 'Luc Blanc', children: ['Tom Blanc'] }],
  copies: [],
}

let served: Served
let pack: Version
const places = new Map<PlaceName, Place>()
const callers = new Map<Role, Caller>()
const strangers = new Map<PlaceName, Caller>()

const place = (name: PlaceName): Place => places.get(name) ?? fail(`no place ${name}`)
const caller = (who: Who): Caller | null => (who === 'nobody' ? null : (callers.get(who) ?? fail(`no ${who}`)))
const profileOf = (who: Caller | null) => who?.profile ?? caller('pupil')?.profile ?? ''
const status = async (path: string, asking: Parameters<Served['ask']>[1] = {}) =>
  String((await served.ask(path, asking)).status)

beforeAll(async () => {
  served = await openServed()
  const { ground } = served
  const { anne, karim, sixA, sixB, lina, noe, sami, claire, odile } = ground.people
  const other = await served.enlistOther(OTHER)
  const [fiveA] = other.classes
  const [tom] = fiveA?.pupils ?? []
  const [rose] = other.teachers
  if (!fiveA || !tom || !rose) throw new Error('the other school is short')
  const words = { node: 'paragraph' as const, inline: [{ node: 'text' as const, text: 'Le fleuve.' }] }
  const pages = [{ id: 'source', title: 'La source', blocks: [words] }]
  pack = await makeVersion({ title: 'La Loire', subject: 'history', level: '6e', pages, files: [] }, digest)

  const seats: [PlaceName, RosterClass, Member, Member][] = [
    ['own', sixA, anne, lina],
    ['classmate', sixA, anne, noe],
    ['otherClass', sixB, karim, sami],
    ['otherSchool', fiveA, rose, tom],
  ]
  for (const [name, group, teacher, pupil] of seats) {
    const assignmentId = `work-${name}`
    const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
    await ground.push(
      teacher,
      ground.hand({
        kind: 'setAssignment',
        classId: group.id,
        assignmentId,
        asked: { ...asked, expects: ['text', 'photos'] },
      }),
    )
    const photo = await ground.bring(pupil.id, picture(900, pupil.id.charCodeAt(0) + PLACES.indexOf(name)), 'image/png')
    const copy = { classId: group.id, assignmentId, text: 'Voici.', photos: [photo], paper: false, finishedAt: 1 }
    const handed = ground.hand({ kind: 'handIn', ...copy })
    expect(said((await ground.push(pupil, handed))[0])).toBe('received')
    await bringPack(teacher)
    expect(said((await ground.push(teacher, ground.hand(publishing(group.id, `pack-${name}`))))[0])).toBe('received')
    places.set(name, {
      name,
      group,
      pupil,
      assignmentId,
      submissionId: handed.id,
      photo: photo.sha256,
      packFile: pack.text.ref.sha256,
    })
    if (name !== 'own') strangers.set(name, await served.signIn(pupil, `${name}-phone`))
  }
  for (const [role, member] of [
    ['pupil', lina],
    ['guardian', claire],
    ['teacher', anne],
    ['staff', odile],
  ] as const) {
    callers.set(role, await served.signIn(member))
    await served.signIn(member, `${member.id}-spare`)
  }
})
afterAll(() => served.close())

async function bringPack(teacher: Member): Promise<void> {
  for (const part of [pack.manifest, pack.text]) await served.ground.bring(teacher.id, part.bytes, 'application/json')
}

const publishing = (classId: string, packId: string): Extract<Wish, { kind: 'publishPack' }> => ({
  kind: 'publishPack',
  classId,
  packId,
  version: 1,
  title: 'La Loire',
  subject: 'history',
  level: '6e',
  manifest: pack.manifest.ref,
  text: pack.text.ref,
  ...pack.facts,
})

/** Pushes a wish; what is refused must leave every feed as it was. */
async function pushed(who: Caller | null, wish: Wish): Promise<string> {
  const mutation = { ...wish, id: uuid7(Date.now(), randomBytes(16)), n: 1, at: 1 }
  const body = { protocol: 1, device: who?.device ?? 'd', epoch: 'one', cursors: {}, mutations: [mutation] }
  const feedsNow = () => served.parts.storage.read((view) => view.feeds())
  const before = await feedsNow()
  const heard = await served.ask(`/api/p/${profileOf(who)}/push`, { method: 'POST', ...(who ? { as: who } : {}), body })
  const { outcomes } = JSON.parse(heard.body.toString()) as { outcomes?: Parameters<typeof said>[0][] }
  const word = outcomes ? said(outcomes[0]) : String(heard.status)
  if (word !== 'received') expect(await feedsNow(), `${wish.kind} left something`).toEqual(before)
  return word
}

const teachers = (word: Cells): Row['gets'] => ({
  ...everyone('refused notAllowed'),
  nobody: all('401'),
  teacher: word,
})
const pupils = (word: Cells): Row['gets'] => ({ ...everyone('refused notAllowed'), nobody: all('401'), pupil: word })
const INSIDE: Cells = ['received', 'received', 'refused notMember', 'refused notMember']

type Push = { kind: Wish['kind']; wish: (place: Place, who: Caller | null) => Wish; gets: Row['gets'] }
const PUSHES: Push[] = [
  {
    kind: 'handIn',
    wish: ({ group, assignmentId }) => {
      const copy = { assignmentId, text: 'Encore.', photos: [], paper: false, finishedAt: 1 }
      return { kind: 'handIn', classId: group.id, ...copy }
    },
    gets: pupils(INSIDE),
  },
  {
    kind: 'packDelivered',
    wish: ({ group, name }) => {
      return { kind: 'packDelivered', classId: group.id, packId: `pack-${name}`, version: 1, tier: 'full' }
    },
    gets: pupils(INSIDE),
  },
  { kind: 'publishPack', wish: ({ group, name }) => publishing(group.id, `new-${name}`), gets: teachers(INSIDE) },
  {
    kind: 'withdrawPack',
    wish: ({ group, name }) => ({ kind: 'withdrawPack', classId: group.id, packId: `pack-${name}` }),
    gets: teachers(INSIDE),
  },
  {
    kind: 'setAssignment',
    wish: ({ group, name }) => {
      const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
      const expects: ['text'] = ['text']
      return { kind: 'setAssignment', classId: group.id, assignmentId: `more-${name}`, asked: { ...asked, expects } }
    },
    gets: teachers(INSIDE),
  },
  {
    kind: 'openSubmission',
    wish: ({ group, submissionId }) => ({ kind: 'openSubmission', classId: group.id, submissionId }),
    gets: teachers(INSIDE),
  },
  {
    kind: 'returnSubmission',
    wish: ({ group, submissionId }) => {
      return { kind: 'returnSubmission', classId: group.id, submissionId, base: null, appreciation: { comment: 'Oui' } }
    },
    gets: teachers(INSIDE),
  },
  {
    kind: 'withdrawAssignment',
    wish: ({ group, assignmentId }) => ({ kind: 'withdrawAssignment', classId: group.id, assignmentId }),
    gets: teachers(INSIDE),
  },
  {
    kind: 'withdrawDevice',
    wish: ({ name }, who) => {
      const deviceId = name === 'own' ? `${who?.member.id ?? ''}-spare` : `${name}-phone`
      return { kind: 'withdrawDevice', deviceId }
    },
    gets: {
      ...everyone('received'),
      ...Object.fromEntries(
        ['pupil', 'guardian', 'teacher', 'staff'].map((role) => [
          role,
          ['received', 'refused unknownDevice', 'refused unknownDevice', 'refused unknownDevice'],
        ]),
      ),
      nobody: all('401'),
    },
  },
]

const told = (route: string, path: string): Row => ({ route, ask: () => status(path), gets: everyone('200') })

/** Which private feeds of a pupil and of their class the caller reads. */
async function readable(who: Caller | null, { group, pupil }: Place): Promise<string> {
  const asked = {
    pupil: feeds.pupil(pupil.id),
    family: feeds.family(pupil.id),
    account: feeds.account(pupil.id),
    desk: feeds.desk(group.id),
  }
  const cursors = Object.fromEntries(Object.values(asked).map((feed) => [feed, 0]))
  if (!who) {
    const body = { protocol: 1, device: 'd', epoch: 'one', cursors, mutations: [] }
    return status(`/api/p/${profileOf(who)}/poll`, { method: 'POST', body })
  }
  const answer = await served.turn(who, [], cursors)
  const left = answer?.left ?? []
  for (const page of answer?.feeds ?? []) expect(left).not.toContain(page.feed)
  const names = Object.entries(asked).filter(([, feed]) => !left.includes(feed))
  return names.map(([name]) => name).join(' ') || 'none'
}

/** Reads a class's feed where the caller was told it lies. */
async function sharedFeed(who: Caller | null, { group }: Place): Promise<string> {
  if (!who) return 'untold'
  const own = feeds.account(who.member.id)
  const records = (await served.turn(who))?.feeds.find(({ feed }) => feed === own)?.records ?? []
  const access = records.find(({ kind, id }) => kind === 'access' && id === feeds.class(group.id))
  const cap = access && bodyOf('access', access.body)?.cap
  return cap === undefined ? 'untold' : status(`/feeds/${cap}/head.json`)
}

async function missing(who: Caller | null, { photo }: Place): Promise<string> {
  const path = `/api/p/${profileOf(who)}/pieces/missing`
  const heard = await served.ask(path, { method: 'POST', ...(who ? { as: who } : {}), body: { pieces: [photo] } })
  if (heard.status !== 200) return String(heard.status)
  return heard.body.toString() === '{"missing":[]}' ? 'held' : 'missing'
}

async function putPiece(who: Caller | null): Promise<string> {
  const body = randomBytes(100)
  const path = `/api/p/${profileOf(who)}/pieces/${await digest(body)}`
  return status(path, { method: 'PUT', ...(who ? { as: who } : {}), body })
}

async function signOut(who: Caller | null, { name }: Place): Promise<string> {
  const leaving = who && (await served.signIn(who.member, `${who.member.id}-tablet`))
  const profile = name === 'own' ? profileOf(leaving) : (strangers.get(name)?.profile ?? '')
  return status(`/api/p/${profile}/sign-out`, { method: 'POST', ...(leaving ? { as: leaving } : {}) })
}

const MEMBERS: Cells = ['200', '200', 'untold', 'untold']
const ROWS: Row[] = [
  told('get /healthz', '/healthz'),
  told('get /keys.json', '/keys.json'),
  told('get /pulse.json', '/pulse.json'),
  told('get /guide', '/guide'),
  told('get /guide/guide.css', '/guide/guide.css'),
  told('get /guide/:slug', '/guide/ecrans'),
  told('get /{*path}', '/p/any/home'),
  {
    // The card decides, not who shows it.
    route: 'post /api/enrol',
    ask: (_who, { pupil }) => {
      return status('/api/enrol', { method: 'POST', body: enrolment(pupil.card.token, `${pupil.id}-tablet`) })
    },
    gets: everyone('200'),
  },
  {
    // Who signed it decides, not who brings it (e2e/parcels.test.ts); what nobody signed is nothing.
    route: 'post /api/parcels',
    ask: (who) => status('/api/parcels', { method: 'POST', ...(who ? { as: who } : {}), body: 'a parcel' }),
    gets: everyone('422'),
  },
  {
    route: 'post /api/p/:profile/sign-out',
    ask: signOut,
    gets: {
      ...everyone('401'),
      ...Object.fromEntries(
        ['pupil', 'guardian', 'teacher', 'staff'].map((role) => [role, ['204', '401', '401', '401']]),
      ),
    },
  },
  ...PUSHES.map(({ wish, gets }): Row => ({
    route: 'post /api/p/:profile/push',
    ask: (who, at) => pushed(who, wish(at, who)),
    gets,
  })),
  {
    route: 'post /api/p/:profile/poll',
    ask: readable,
    gets: {
      nobody: all('401'),
      pupil: ['pupil account', 'none', 'none', 'none'],
      guardian: ['pupil family', 'none', 'none', 'none'],
      teacher: ['desk', 'desk', 'none', 'none'],
      staff: all('none'),
    },
  },
  {
    // About one's own uploads only: nobody learns what others hold.
    route: 'post /api/p/:profile/pieces/missing',
    ask: missing,
    gets: {
      nobody: all('401'),
      pupil: ['held', 'missing', 'missing', 'missing'],
      guardian: all('403'),
      teacher: all('missing'),
      staff: all('403'),
    },
  },
  {
    route: 'put /api/p/:profile/pieces/:sha256',
    ask: putPiece,
    gets: { nobody: all('401'), pupil: all('201'), guardian: all('403'), teacher: all('201'), staff: all('403') },
  },
  {
    route: 'get /api/p/:profile/files/:sha256',
    ask: (who, { photo }) => status(`/api/p/${profileOf(who)}/files/${photo}`, who ? { as: who } : {}),
    gets: {
      nobody: all('401'),
      pupil: ['200', '404', '404', '404'],
      guardian: ['200', '404', '404', '404'],
      teacher: ['200', '200', '404', '404'],
      staff: all('404'),
    },
  },
  {
    route: 'get /feeds/:cap/:name',
    ask: sharedFeed,
    gets: { nobody: all('untold'), pupil: MEMBERS, guardian: MEMBERS, teacher: MEMBERS, staff: all('untold') },
  },
  {
    // A pack's files are for whoever knows their unguessable names; what pupils handed in never is.
    route: 'get /files/:name',
    ask: async (_who, { photo, packFile }) =>
      `${await status(`/files/${packFile}.json`)} ${await status(`/files/${photo}.png`)}`,
    gets: everyone('200 404'),
  },
]

test('every route and every mutation has its row', () => {
  const routes = routesOf(served.parts).map(({ method, path }) => `${method} ${path}`)
  expect([...new Set(ROWS.map(({ route }) => route))].sort()).toEqual(routes.sort())
  expect(PUSHES.map(({ kind }) => kind).sort()).toEqual([...MUTATION_KINDS].sort())
})

const titled = ROWS.map((row) => ({ ...row, title: row.what ? `${row.route} ${row.what}` : row.route }))
describe.each(titled)('$title', ({ ask, gets }) => {
  test.each(['nobody', 'staff', 'guardian', 'pupil', 'teacher'] as const)('%s', async (who) => {
    const got: string[] = []
    for (const name of PLACES) got.push(await ask(caller(who), place(name)))
    expect(got).toEqual(gets[who])
  })
})

const WRITES = (method: string) => method !== 'get'
const filled = (path: string, profile: string) => path.replace(':profile', profile).replace(':sha256', 'a'.repeat(64))

test('a cookie counts at the addresses of its own profile alone, whoever sends it elsewhere', async () => {
  const [one, other] = [caller('pupil'), caller('teacher')]
  if (!one || !other) throw new Error('nobody is signed in')
  for (const { method, path } of routesOf(served.parts).filter((route) => route.path.includes(':profile'))) {
    const asked = filled(path, other.profile)
    const heard = await served.ask(asked, {
      method: method.toUpperCase(),
      as: one,
      ...(WRITES(method) ? { body: {} } : {}),
    })
    expect([path, heard.status, heard.problem]).toEqual([path, 401, 'signedOut'])
  }
})

test('what writes comes from our own pages: their origin, and the header that no form can add', async () => {
  const who = caller('teacher')
  if (!who) throw new Error('nobody is signed in')
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: undefined },
    { origin: 'null' },
    { 'x-cartable': undefined },
    { 'x-cartable': '0' },
  ]
  for (const { method, path } of routesOf(served.parts).filter((route) => WRITES(route.method)))
    for (const headers of foreign) {
      const asking = { method: method.toUpperCase(), as: who, headers, body: {} }
      const heard = await served.ask(filled(path, who.profile), asking)
      expect([path, heard.status, heard.problem]).toEqual([path, 403, 'notAllowed'])
    }
  expect((await served.turn(who))?.epoch, 'and the same session still works').toBe('one')
})

test('what is private is not read from the pages of another site', async () => {
  const who = caller('pupil')
  const path = `/api/p/${profileOf(who)}/files/${place('own').photo}`
  const from = async (site: string) =>
    status(path, { ...(who ? { as: who } : {}), headers: { 'sec-fetch-site': site } })
  expect(await from('cross-site')).toBe('403')
  expect(await from('same-site')).toBe('403')
  expect(await from('same-origin')).toBe('200')
})

function fail(message: string): never {
  throw new Error(message)
}
