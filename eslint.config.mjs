import nextVitals from 'eslint-config-next/core-web-vitals'
import tseslint from 'typescript-eslint'

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Default exports only where Next demands them.',
}
const noQuery = {
  selector:
    'CallExpression[callee.property.name=/^(selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)$/]',
  message: "SQL lives in repositories, in lib/db and in the emulator's store.",
}
const mayQuery = ['**/repository*.ts', '**/repository/**', 'lib/db/**', 'lib/emulator/**']
const noEnvironment = 'Only the env.ts of the console and of the emulator, and the setup scripts, read the environment.'

/** To look for hooks and elements everywhere else took a fifth of the time. */
const WITH_REACT = ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', '**/*.tsx']
const UNTYPED = ['**/*.mjs', '**/*.cjs', '**/*.js']

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.next/',
      '.runtime/',
      'data/',
      'test-results/',
      'next-env.d.ts',
      'tests/boundaries/planted/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...nextVitals.map((part) => (part.rules ? { ...part, files: WITH_REACT } : part)),
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // An async function without await keeps a port's signature; that is no defect.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Taking members off an object by naming them beside the rest is how a part is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: noEnvironment }],
      'no-restricted-imports': [
        'error',
        ...['node:process', 'process'].map((name) => ({
          name,
          importNames: ['env', 'default'],
          message: noEnvironment,
        })),
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: [
      'lib/config/server/env.ts',
      // NEXT_RUNTIME, which Next replaces while it compiles.
      'instrumentation.ts',
      'lib/emulator/env.ts',
      'lib/setup/**',
      'tests/**',
      '*.config.*',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  // Next alone demands default exports.
  {
    files: ['tests/**', ...mayQuery],
    ignores: ['tests/**/global-setup.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: ['components/**', 'lib/**'],
    ignores: ['lib/i18n/request.ts', ...mayQuery],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noQuery] },
  },
  {
    files: ['app/**', 'lib/i18n/request.ts', 'proxy.ts', 'instrumentation.ts'],
    rules: { 'no-restricted-syntax': ['error', noQuery] },
  },
  { files: ['tests/**', 'lib/setup/**', '*.config.*'], rules: { 'max-lines': 'off', 'no-console': 'off' } },
  { files: UNTYPED, ...tseslint.configs.disableTypeChecked },
)
