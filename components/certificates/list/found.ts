import type { CertificateList } from '#lib/certificates/schema.ts'

/** How many match; undefined until the first count. */
export type Found = {
  readonly count: Pick<CertificateList, 'total' | 'totalIsLowerBound'> | undefined
  /** It was counted under another filter and only keeps the place of the one that is on its way. */
  readonly isOvertaken: boolean
}

type Answer = { readonly data: CertificateList | undefined; readonly isPlaceholderData: boolean }

/** Rows and counts are two questions about one filter, and either may be answered first; another page has no count of its own. */
export function foundIn(list: Answer, counted: Answer): Found {
  if (!list.isPlaceholderData) return { count: list.data, isOvertaken: false }
  const isCounted = counted.data !== undefined && !counted.isPlaceholderData
  return isCounted ? { count: counted.data, isOvertaken: false } : { count: list.data, isOvertaken: true }
}
