import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { changed, toggled } from './address.ts'
import type { Choice, Stance } from './typed/exclusions.ts'
import type { Reading } from './typed/reading.ts'
import type { Go } from './use-list-address.ts'
import { loadTyped } from './use-typed.ts'

/** What can be done with a value of a facet, and what has been. */
export type Choices = {
  readonly stanceOf: (choice: Choice) => Stance
  readonly include: (choice: Choice) => void
  readonly exclude: (choice: Choice) => void
}

/** `reading` is null until the reader of typed queries is there; without a text nothing has to be read to tick. */
export function choicesOf(
  filter: CertificateFilter,
  reading: Reading | null,
  cas: readonly NamedCa[],
  go: Go,
): Choices {
  const settled = reading?.settled ?? filter
  return {
    stanceOf: (choice) => {
      if (!('value' in choice)) return reading?.excluded.flags[choice.field] ?? 'open'
      const { field, value } = choice
      if (settled[field]?.some((one) => one === value) === true) return 'included'
      return reading?.excluded[field]?.includes(value) === true ? 'excluded' : 'open'
    },
    include: (choice) => {
      if (filter.q === undefined && 'value' in choice) {
        go(changed(filter, { [choice.field]: toggled<string>(filter[choice.field], choice.value) }))
      } else void loadTyped().then(({ including }) => go(including(filter, choice, cas)))
    },
    exclude: (choice) => void loadTyped().then(({ excluding }) => go(excluding(filter, choice, cas))),
  }
}
