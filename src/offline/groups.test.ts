import { expect, it } from 'vitest'
import { groupsOf, type Built } from './groups.ts'

const file = (fileName: string, more: Partial<Built> = {}): Built => ({
  fileName,
  isEntry: false,
  modules: [],
  imports: [],
  dynamicImports: [],
  assets: [],
  ...more,
})
const page = (path: string) => [`/house/src/pages/${path}`]

const build = [
  file('main.js', {
    isEntry: true,
    imports: ['vue.js'],
    assets: ['main.css'],
    dynamicImports: ['welcome.js', 'todo.js', 'children.js', 'packs.js', 'frame.js', 'english.js'],
  }),
  file('vue.js'),
  file('english.js'),
  file('welcome.js', { modules: page('welcome/Welcome.vue'), imports: ['main.js', 'cards.js'] }),
  file('cards.js', { assets: ['cards.css'] }),
  file('frame.js', { modules: page('RoleFrame.vue'), assets: ['frame.css'] }),
  file('todo.js', {
    modules: page('pupil/Todo.vue'),
    imports: ['main.js', 'reader.js', 'cards.js'],
    assets: ['todo.css'],
  }),
  file('children.js', { modules: page('guardian/Children.vue'), imports: ['reader.js'] }),
  file('packs.js', {
    modules: page('teacher/Packs.vue'),
    imports: ['main.js'],
    dynamicImports: ['importing.js'],
    assets: ['import.worker.js'],
  }),
  file('importing.js', { imports: ['markdown.js'] }),
  file('markdown.js'),
  file('reader.js', { dynamicImports: ['pdf.js'], assets: ['reader.css'] }),
  file('pdf.js', {
    modules: ['/house/node_modules/pdfjs-dist/build/pdf.mjs', '/house/src/ui/pdf/open.ts'],
    imports: ['vue.js'],
    assets: ['pdf.worker.js'],
  }),
]

it('parts a build by who needs what', () => {
  expect(Object.fromEntries(groupsOf(build))).toEqual({
    'frame.js': ['pupil', 'guardian', 'teacher', 'school'],
    'frame.css': ['pupil', 'guardian', 'teacher', 'school'],
    'todo.js': ['pupil'],
    'todo.css': ['pupil'],
    'children.js': ['guardian'],
    'reader.js': ['pupil', 'guardian'],
    'reader.css': ['pupil', 'guardian'],
    'packs.js': ['teacher'],
    'import.worker.js': ['teacher'],
    'importing.js': ['teacher'],
    'markdown.js': ['teacher'],
    'pdf.js': ['pdf'],
    'pdf.worker.js': ['pdf'],
  })
})
