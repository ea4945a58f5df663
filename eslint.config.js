import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import { readdirSync } from 'node:fs'
import tseslint from 'typescript-eslint'

const emptyNames = /(^|\/)(utils?|helpers?|common|shared|misc|manager|service)(\.|\/|$)/i

/** The few rules of the house that no plugin has. */
const house = {
  rules: {
    'telling-name': {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        Program(node) {
          const path = context.filename.slice(context.cwd.length + 1)
          if (emptyNames.test(path)) context.report({ node, message: 'A file is a noun or a verb of the domain.' })
        },
      }),
    },
    'full-import': {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        'ImportDeclaration, ExportNamedDeclaration[source]'(node) {
          const from = node.source.value
          if (from.startsWith('.') && !/\.(ts|vue|js|css|json)(\?.*)?$/.test(from))
            context.report({ node, message: 'Imports name their file whole, ending included.' })
        },
      }),
    },
    'no-barrel': {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        ExportAllDeclaration: (node) =>
          context.report({ node, message: 'No barrels: import from where it is written.' }),
        'ExportNamedDeclaration[source]': (node) =>
          context.report({ node, message: 'No barrels: import from where it is written.' }),
      }),
    },
  },
}

const tsFiles = ['src/**/*.ts', 'server/**/*.ts', 'e2e/**/*.ts', '*.ts']

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'node_modules/', 'test-results/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: [...tsFiles, 'src/**/*.vue'] })),
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    files: [...tsFiles, 'src/**/*.vue'],
    plugins: { house },
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        project: readdirSync('.')
          .filter((name) => /^tsconfig(\.(?!base).*)?\.json$/.test(name))
          .concat('src/offline/tsconfig.json'),
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'house/telling-name': 'error',
      'house/full-import': 'error',
      'house/no-barrel': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 250 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A void arrow is the ordinary way to write a handler.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // In a schema of the house the value and its type share one name.
      '@typescript-eslint/no-redeclare': 'off',
    },
  },
  {
    files: ['src/**/*.vue'],
    rules: {
      'no-restricted-syntax': 'off',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      // A prop that may be missing says `| undefined` in its type, and a page must look at it.
      'vue/require-default-prop': 'off',
      // The rule does not see that a destructured prop may be missing.
      '@typescript-eslint/no-useless-default-assignment': 'off',
      'vue/no-bare-strings-in-template': [
        'error',
        { allowlist: ['·', '/', '×', '%', '–', '→', ':', ',', '.', '(', ')'] },
      ],
      // A list without bullets is no list for Safari unless it says so.
      'vuejs-accessibility/no-redundant-roles': ['error', { ul: ['list'], ol: ['list'] }],
      // The formatter owns the shape of the text.
      ...Object.fromEntries(
        [
          'max-attributes-per-line',
          'singleline-html-element-content-newline',
          'html-self-closing',
          'html-indent',
          'html-closing-bracket-newline',
          'multiline-html-element-content-newline',
          'first-attribute-linebreak',
          'attributes-order',
        ].map((name) => [`vue/${name}`, 'off']),
      ),
      // Labels of our fields wrap or point to their control; either is enough.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['**/*.test.ts', 'e2e/**/*.ts', 'server/content/**', 'server/storage/migrations/**'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  // The successor of `scrollBehavior` is experimental.
  { files: ['src/router.ts'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
)
