import type { CertificateItem } from '#lib/certificates/schema.ts'

// Which certificates of a list are selected: by Identifier, so that reading the list again loses nothing. Pure.

type SelectedCertificate = Pick<CertificateItem, 'identifier' | 'serialNumber'>
type Chosen = ReadonlyMap<string, SelectedCertificate>

export type Selection = {
  readonly chosen: Chosen
  /** Where a range begins: what was pressed last without Shift. */
  readonly anchor: string | null
  /** What was selected beside the range that the anchor began. */
  readonly beside: Chosen
}

export const nothingSelected: Selection = { chosen: new Map(), anchor: null, beside: new Map() }

export function toggledIn(selection: Selection, item: SelectedCertificate): Selection {
  const chosen = new Map(selection.chosen)
  if (!chosen.delete(item.identifier)) chosen.set(item.identifier, item)
  const beside = new Map(chosen)
  return { chosen, anchor: item.identifier, beside }
}

/**
 * From the anchor to the row `to` of this page. A range that is drawn anew replaces the one before. Without an anchor
 * on the page it begins at `from`.
 */
export function extendedTo(
  selection: Selection,
  page: readonly SelectedCertificate[],
  { from, to }: { from: number; to: number },
): Selection {
  const at = page.findIndex(({ identifier }) => identifier === selection.anchor)
  const isHere = at !== -1
  const start = isHere ? at : from
  const beside = isHere ? selection.beside : selection.chosen
  const range = page.slice(Math.min(start, to), Math.max(start, to) + 1)
  return { chosen: withAll(beside, range), anchor: page[start]?.identifier ?? null, beside }
}

/** The whole page, or none of it where all of it is selected. */
export function pageToggled(selection: Selection, page: readonly SelectedCertificate[]): Selection {
  if (!isWholePage(selection, page)) return pageSelected(selection, page)
  const chosen = new Map(selection.chosen)
  for (const { identifier } of page) chosen.delete(identifier)
  return { chosen, anchor: null, beside: chosen }
}

export function pageSelected(selection: Selection, page: readonly SelectedCertificate[]): Selection {
  const chosen = withAll(selection.chosen, page)
  return { chosen, anchor: selection.anchor, beside: chosen }
}

export function isWholePage({ chosen }: Selection, page: readonly SelectedCertificate[]): boolean {
  return page.length > 0 && page.every(({ identifier }) => chosen.has(identifier))
}

function withAll(chosen: Chosen, items: readonly SelectedCertificate[]): Chosen {
  return new Map([...chosen, ...items.map((item) => [item.identifier, item] as const)])
}
