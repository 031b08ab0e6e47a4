import type { LeastWidth, PhonePlace } from '#components/ui/table-places.ts'
import type { CertificateSortField } from '#lib/certificates/filter.ts'

// Which columns the list has, and which of them are shown how wide: a preference of the browser, or of a link. Pure.

type Column = {
  /** px, where nobody has drawn it otherwise. */
  readonly width: number
  readonly sort?: CertificateSortField
  readonly align?: 'right'
  readonly tone?: 'quiet'
  /** Where it lies in the block of three lines that a row is on phones. */
  readonly phone?: PhonePlace
  /** In the default set, from how much room it is shown. */
  readonly from?: LeastWidth
  /** How much of it its text usually fills. */
  readonly share: number
}

export const columns = {
  name: { width: 240, sort: 'common_name', phone: 'name', share: 0.6 },
  type: { width: 68, sort: 'type', phone: 'none', from: 980, tone: 'quiet', share: 0.7 },
  ca: { width: 116, sort: 'ca', phone: 'start', from: 900, tone: 'quiet', share: 0.8 },
  serial: { width: 120, sort: 'serial', phone: 'middle', share: 0.8 },
  status: { width: 168, sort: 'status', phone: 'status', share: 0.6 },
  validity: { width: 142, phone: 'strip', from: 780, share: 0.7 },
  expires: { width: 100, sort: 'not_after', align: 'right', phone: 'end', share: 0.8 },
  notBefore: { width: 100, sort: 'not_before', align: 'right', share: 0.8 },
  days: { width: 84, sort: 'days', align: 'right', share: 0.4 },
  revokeTime: { width: 136, sort: 'revoke_time', share: 0.8 },
  firstSeen: { width: 136, sort: 'first_seen', share: 0.8 },
  lastSeen: { width: 136, sort: 'last_seen', share: 0.8 },
  key: { width: 92, sort: 'key', share: 0.7 },
  signature: { width: 152, sort: 'signature', share: 0.7 },
  alias: { width: 160, sort: 'alias', share: 0.5 },
  sans: { width: 220, sort: 'sans', share: 0.7 },
  subject: { width: 280, sort: 'subject', share: 0.8 },
  organization: { width: 160, sort: 'organization', share: 0.6 },
  unit: { width: 140, sort: 'unit', share: 0.6 },
  locality: { width: 112, sort: 'locality', share: 0.6 },
  state: { width: 112, sort: 'state', share: 0.6 },
  country: { width: 76, sort: 'country', share: 0.3 },
  identifier: { width: 272, sort: 'identifier', share: 0.9 },
  customIdentifier: { width: 160, sort: 'custom_identifier', share: 0.6 },
  vendorId: { width: 112, sort: 'vendor_id', align: 'right', share: 0.6 },
  resourceGroup: { width: 160, sort: 'resource_group', share: 0.8 },
  sha256: { width: 120, sort: 'sha256', share: 0.8 },
  md5: { width: 120, sort: 'md5', share: 0.8 },
} as const satisfies Record<string, Column>

export type ColumnId = keyof typeof columns

export function columnOf(id: ColumnId): Column {
  return columns[id]
}

export const columnIds = Object.keys(columns) as ColumnId[]
export const LEAST_COLUMN_PX = 56
export const WIDEST_COLUMN_PX = 640
/** Of the row's action, which always stands at the end. */
export const ACTION_PX = 92

/** `width` is null where it is the column's own. */
export type ColumnChoice = { readonly id: ColumnId; readonly width: number | null }

/** The name is always the first: by it a row is known. */
export const defaultColumns: readonly ColumnChoice[] = (
  ['name', 'type', 'ca', 'serial', 'status', 'validity', 'expires'] as const
).map((id) => ({ id, width: null }))

export const defaultIds: readonly ColumnId[] = defaultColumns.map(({ id }) => id)

/** `name.serial-140.status`: what a cookie may hold and what an address shows unescaped. */
export function encodeColumns(choices: readonly ColumnChoice[]): string {
  return choices.map(({ id, width }) => (width === null ? id : `${id}-${String(width)}`)).join('.')
}

const LONGEST = 800

/** Reads what anybody may have written: unknown names are passed over, widths held in bounds. Null where nothing is left. */
export function decodeColumns(text: string | undefined): readonly ColumnChoice[] | null {
  if (text === undefined || text.length > LONGEST) return null
  const choices = new Map<ColumnId, ColumnChoice>()
  for (const part of text.split('.')) {
    const [, name, width] = /^([a-zA-Z0-9]+)(?:-(\d{1,4}))?$/.exec(part) ?? []
    const id = columnIds.find((known) => known === name)
    if (id === undefined || choices.has(id)) continue
    choices.set(id, { id, width: width === undefined ? null : boundedWidth(Number(width)) })
  }
  if (choices.size === 0) return null
  const name = choices.get('name') ?? { id: 'name', width: null }
  choices.delete('name')
  return [name, ...choices.values()]
}

export function boundedWidth(width: number): number {
  return Math.round(Math.min(WIDEST_COLUMN_PX, Math.max(LEAST_COLUMN_PX, width)))
}

export function isDefaultSet(choices: readonly ColumnChoice[]): boolean {
  return encodeColumns(choices) === encodeColumns(defaultColumns)
}

/** What all of them need together, px; the rest of the room goes to the name, or past the last. */
export function leastTableWidth(choices: readonly ColumnChoice[]): number {
  return choices.reduce((sum, { id, width }) => sum + (width ?? columnOf(id).width), ACTION_PX)
}

export function withWidth(choices: readonly ColumnChoice[], id: ColumnId, width: number): ColumnChoice[] {
  return choices.map((choice) => (choice.id === id ? { id, width: boundedWidth(width) } : choice))
}

/** A column more at the end, or one less. The name stays. */
export function withToggled(choices: readonly ColumnChoice[], id: ColumnId): readonly ColumnChoice[] {
  if (id === 'name') return choices
  const rest = choices.filter((choice) => choice.id !== id)
  return rest.length < choices.length ? rest : [...choices, { id, width: null }]
}

/** One place nearer to the name or farther from it; never before it. */
export function withMoved(choices: readonly ColumnChoice[], id: ColumnId, to: number): readonly ColumnChoice[] {
  const moved = choices.find((choice) => choice.id === id)
  if (moved === undefined || id === 'name' || to < 1 || to >= choices.length) return choices
  const rest = choices.filter((choice) => choice.id !== id)
  return [...rest.slice(0, to), moved, ...rest.slice(to)]
}
