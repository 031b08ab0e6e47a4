/** More operations than this no pack takes. */
export const MOST_OPERATIONS = 1_000

const members: Readonly<Record<string, string>> = { request_id: 'requestId' }

/** The query of GET `/api/evidence`: `request_id`, or `identifier`, or `from` and `to` (RFC 3339). */
export function packInputOf(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].map(([name, value]) => [members[name] ?? name, value]))
}
