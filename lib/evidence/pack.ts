const members = { request_id: 'requestId', identifier: 'identifier', from: 'from', to: 'to' } as const

/** The query of GET `/api/evidence`: `request_id`, or `identifier`, or `from` and `to` (RFC 3339). */
export function packInputOf(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].map(([name, value]) => [Reflect.get(members, name) ?? name, value]))
}
