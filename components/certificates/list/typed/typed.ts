// What the search box and the facets know of a typed query, and what they say of one that cannot be read. Loaded in one
// piece when somebody types or an address has a text: most visits need none of it.

export { completionsAt } from '#lib/certificates/query/completions.ts'
export { conditionsIn, entered, errorIn, isPlain, partsOf, readingOf, together, understoodAs } from './reading.ts'
export { excluding, including } from './choosing.ts'
export { QueryErrorNote } from '../query-error.tsx'
