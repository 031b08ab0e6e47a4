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

/**
 * `reading` is null until the reader of typed queries is there; without a text nothing has to be read to tick. Of two
 * presses before it is there both count. `onLost` is told when it could not be loaded.
 */
export function choicesOf(
  filter: CertificateFilter,
  reading: Reading | null,
  cas: readonly NamedCa[],
  go: Go,
  onLost: () => void,
): Choices {
  const settled = reading?.settled ?? filter
  const choose = (how: 'including' | 'excluding', choice: Choice) =>
    void loadTyped().then((typed) => go((stands) => typed[how](stands, choice, cas)), onLost)
  return {
    stanceOf: (choice) => {
      if (!('value' in choice)) return reading?.excluded.flags[choice.field] ?? 'open'
      const { field, value } = choice
      if (settled[field]?.some((one) => one === value) === true) return 'included'
      return reading?.excluded[field]?.includes(value) === true ? 'excluded' : 'open'
    },
    include: (choice) => {
      if (filter.q === undefined && 'value' in choice) {
        go((stands) => changed(stands, { [choice.field]: toggled<string>(stands[choice.field], choice.value) }))
      } else choose('including', choice)
    },
    exclude: (choice) => choose('excluding', choice),
  }
}
