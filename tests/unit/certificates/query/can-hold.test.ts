import { expect, it } from 'vitest'
import { canHold } from '#lib/certificates/query/can-hold.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { certificateStatuses } from '#lib/certificates/status.ts'

it.each<[typed: string, statuses: string]>([
  ['status:revoked', 'revoked'],
  ['-status:revoked', 'deleted unknown pending expired valid'],
  ['status:expiring', 'valid'],
  // Some of them do not expire soon.
  ['-status:expiring', 'deleted unknown pending revoked expired valid'],
  ['status:expiring,expired', 'expired valid'],
  ['pay', 'deleted unknown pending revoked expired valid'],
  ['pay status:revoked,unknown', 'unknown revoked'],
  ['pay OR status:revoked', 'deleted unknown pending revoked expired valid'],
  ['status:valid OR status:revoked pay', 'revoked valid'],
  ['NOT (status:valid pay) status:valid,expired', 'expired valid'],
  ['NOT (status:valid OR pay)', 'deleted unknown pending revoked expired'],
  ['status:valid status:revoked', ''],
])('%s may hold of what is %s', (typed, statuses) => {
  const parsed = parseQuery(typed)
  if (!parsed.ok || parsed.value === null) throw new Error(typed)
  const query = parsed.value
  expect(certificateStatuses.filter((status) => canHold(query, status)).join(' ')).toBe(statuses)
})
