// The boundaries of lib/README.md, each as an error. `npm run check` runs them over the product, and
// tests/unit/setup/boundaries.test.ts plants one violation of each to see that it is caught.
const runtimeOnly = { dependencyTypesNot: ['type-only'] }

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: '1-no-cycles',
      comment: 'A runtime cycle makes the order of loading decide what is defined.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: '2-client-safe-surface',
      comment: 'What may run in a browser never reaches /server/; server actions are the one door.',
      severity: 'error',
      from: {
        path: ['^components/', '^lib/[^/]+/[^/]+[.]tsx?$'],
        pathNot: ['^lib/[^/]+/actions[.]ts$', '^lib/(setup|worker|emulator|pki|i18n)/'],
      },
      to: { path: '/server/', ...runtimeOnly },
    },
    {
      name: '3-lib-is-below',
      comment: 'Imports point down: app, components, lib.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components)/' },
    },
    {
      name: '3-components-are-below-app',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^app/' },
    },
    {
      name: '4-sql-stays-in-repositories',
      comment: "SQL lives in repositories, in lib/db and in the emulator's store.",
      severity: 'error',
      from: {
        path: '^(app|components|lib)/',
        pathNot: ['^lib/(db|emulator)/', '/repository[a-z.-]*[.]ts$', '/repository/'],
      },
      to: { path: 'node_modules/(kysely|better-sqlite3|pg)/', ...runtimeOnly },
    },
    {
      name: '5-emulator-is-a-neighbour',
      comment: 'The emulator knows lib/core, lib/pki and its own rooms: otherwise it would stop being evidence.',
      severity: 'error',
      from: { path: '^lib/emulator/' },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/(core|pki|emulator)/' },
    },
    {
      name: '5-console-knows-no-emulator',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/(emulator|pki)/' },
      to: { path: '^lib/(emulator|pki)/' },
    },
    {
      name: '6-own-tables-only',
      comment: 'A repository is used by its own domain; others call what the domain exports.',
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: {
        path: '/repository[a-z.-]*[.]ts$',
        pathNot: '^lib/$1/',
        ...runtimeOnly,
      },
    },
    {
      name: '6-no-repository-from-above',
      severity: 'error',
      from: { path: '^(app|components)/' },
      to: { path: '/repository[a-z.-]*[.]ts$', ...runtimeOnly },
    },
    {
      name: '8-product-knows-no-tests',
      severity: 'error',
      from: { path: '^(app|components|lib)/' },
      to: { path: '^tests/' },
    },
    {
      name: '8-product-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/setup/' },
      to: { dependencyTypes: ['npm-dev'], ...runtimeOnly },
    },
    {
      name: 'core-imports-nothing',
      comment: 'lib/core is pure.',
      severity: 'error',
      from: { path: '^lib/core/' },
      to: { pathNot: '^lib/core/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|\\.runtime|data|test-results)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'node', 'default', 'types'],
    },
  },
}
