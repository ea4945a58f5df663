/** The import graph of the house. A room may import only what is named here; everything else is a violation. */
const inside = (...rooms) => rooms.map((room) => `^${room}`)
const only = (name, from, to) => ({
  name,
  severity: 'error',
  comment: `${name}: may import only ${to.join(', ') || 'nothing'}`,
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { path: '^(src|server|e2e)/', pathNot: inside(from.replace(/^\^/, ''), ...to) },
})
const home = (name, library, rooms) => ({
  name: `one-home-${name}`,
  severity: 'error',
  comment: `${name} has one home: ${rooms.join(', ')}`,
  from: { path: '^(src|server)/', pathNot: [...inside(...rooms), '\\.test\\.ts$'] },
  to: { path: `(^|node_modules/)${library}(/|$)` },
})
const role = (name) => ({
  name: `role-${name}`,
  severity: 'error',
  comment: 'one role knows no other role',
  from: { path: `^src/pages/${name}/` },
  to: { path: '^src/pages/', pathNot: `^src/pages/${name}/` },
})

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(src|server)/', pathNot: ['\\.test\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^(src|server|e2e)/' },
      to: { couldNotResolve: true, pathNot: ['^~icons/', '^virtual:', '^\\?'] },
    },
    only('domain', '^src/domain/', []),
    only('protocol', '^src/protocol/', ['src/domain/']),
    only('packs', '^src/packs/', ['src/domain/']),
    only('device', '^src/device/', ['src/domain/']),
    only('ui', '^src/ui/', ['src/domain/']),
    only('db', '^src/db/', ['src/domain/']),
    only('sync', '^src/sync/', ['src/db/', 'src/device/', 'src/protocol/', 'src/domain/']),
    only('offline', '^src/offline/', ['src/sync/', 'src/db/']),
    only('stores', '^src/stores/', ['src/sync/', 'src/db/', 'src/packs/', 'src/device/', 'src/domain/']),
    only('pages', '^src/pages/', ['src/stores/', 'src/ui/', 'src/domain/']),
    only('shell', '^src/(App\\.vue|router\\.ts)$', [
      'src/(App\\.vue|router\\.ts)$',
      'src/pages/',
      'src/stores/',
      'src/ui/',
      // A route says whose it is.
      'src/domain/',
    ]),
    only('main', '^src/main\\.ts$', ['src/']),
    only('server', '^server/', ['src/protocol/', 'src/domain/', 'src/packs/']),
    only('storage', '^server/storage/', ['src/protocol/', 'src/domain/']),
    only('routes', '^server/routes/', ['server/(sync|http|feeds|files)/', 'src/protocol/', 'src/domain/']),
    only('server-sync', '^server/sync/', ['server/(storage|feeds)/', 'src/protocol/', 'src/domain/', 'src/packs/']),
    ...['http', 'feeds', 'files', 'content'].map((room) =>
      only(room, `^server/${room}/`, ['server/storage/', 'src/protocol/', 'src/domain/', 'src/packs/']),
    ),
    // The operator's commands look for the school where the server does, and verify what it wrote: feeds' files, receipts. Nothing imports them.
    only('admin', '^server/admin/', [
      'server/(storage|feeds|sync)/',
      'server/config\\.ts',
      'src/protocol/',
      'src/domain/',
    ]),
    { name: 'client-never-server', severity: 'error', from: { path: '^src/' }, to: { path: '^server/' } },
    ...['pupil', 'guardian', 'teacher', 'school'].map(role),
    home('dexie', 'dexie', ['src/db/', 'src/stores/live\\.ts']),
    home('workbox', 'workbox-[a-z]+', ['src/offline/']),
    home('express', 'express', ['server/app\\.ts', 'server/(routes|http|admission)/']),
    home('kysely', 'kysely', ['server/storage/']),
    home('sqlite', 'node:sqlite', ['server/storage/']),
    home('pdfjs', 'pdfjs-dist', ['src/ui/']),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.vue', '.js', '.json'],
    },
  },
}
