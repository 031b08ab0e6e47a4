import { useMemo } from 'react'
import {
  decodeColumns,
  defaultColumns,
  encodeColumns,
  isDefaultSet,
  type ColumnChoice,
  type ColumnId,
} from './columns.ts'
import { preferColumns, usePreferredColumns } from './list-preferences.tsx'
import { dropColumns } from './use-list-address.ts'

export type ShownColumns = {
  readonly choices: readonly ColumnChoice[]
  /** Nothing was chosen: columns give way where there is little room, and nothing scrolls sideways. */
  readonly isDefault: boolean
  /** The address says which, not this browser. */
  readonly isFromAddress: boolean
  /** What is chosen is remembered, and no longer what an address said. Null: the default set. */
  readonly change: (choices: readonly ColumnChoice[] | null) => void
}

/** The columns to show: the address's, else the browser's, else the default. `inAddress` is unchecked. */
export function useColumns(inAddress: string | undefined): ShownColumns {
  const preferred = usePreferredColumns()
  return useMemo(() => {
    const fromAddress = decodeColumns(inAddress)
    const choices = fromAddress ?? decodeColumns(preferred) ?? defaultColumns
    return {
      choices,
      isDefault: isDefaultSet(choices),
      isFromAddress: fromAddress !== null,
      change: (next) => {
        preferColumns(next === null || isDefaultSet(next) ? '' : encodeColumns(next))
        dropColumns()
      },
    }
  }, [inAddress, preferred])
}

/** Their names alone, the same list as long as they are the same: a row is not drawn anew for a width. */
export function useColumnIds({ choices }: ShownColumns): readonly ColumnId[] {
  const names = choices.map(({ id }) => id).join('.')
  return useMemo(() => (decodeColumns(names) ?? defaultColumns).map(({ id }) => id), [names])
}
