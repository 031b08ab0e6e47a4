import { listHref } from '#components/certificates/list/address.ts'
import { formatUtcDate } from '#lib/core/format.ts'
import { endOfWeeks, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'

// The lists behind the plots: exactly the certificates that they count.

/** With more of them an address is longer than a proxy takes. */
const MOST_IN_AN_ADDRESS = 100

/** What ends in the weeks; `ca`: of these CAs alone. Null where an address cannot say it. */
export function endsHref({ from, count }: Weeks, ca?: readonly string[]): string | null {
  // A CA that no certificate names is no condition: the list would be of every CA, or without what is counted.
  if (ca !== undefined && (ca.length > MOST_IN_AN_ADDRESS || ca.includes(''))) return null
  return listHref({
    status: ['valid', 'expired'],
    ...(ca !== undefined && { ca: [...ca] }),
    expiresAfter: formatUtcDate(from),
    expiresBefore: formatUtcDate(endOfWeeks({ from, count })),
    sort: 'not_after',
  })
}

export function weekEndsHref({ from }: Weeks, week: number, ca?: readonly string[]): string | null {
  return endsHref({ from: from + week * WEEK_MS, count: 1 }, ca)
}

export function laterHref(weeks: Weeks): string {
  return listHref({ status: ['valid'], expiresAfter: formatUtcDate(endOfWeeks(weeks)), sort: 'not_after' })
}

const DAY_MS = 86_400_000

/** What is valid from a day of the week that begins then, tombstones too. */
export function issuedHref(beginning: number): string {
  return listHref({ q: `issued:${daysOfWeek(beginning)}`, sort: '-not_before' })
}

/** What was revoked on a day of that week, here or elsewhere, tombstones too. */
export function revokedHref(beginning: number): string {
  return listHref({ q: `revoked:${daysOfWeek(beginning)}`, sort: '-revoke_time' })
}

function daysOfWeek(beginning: number): string {
  return `${formatUtcDate(beginning)}..${formatUtcDate(beginning + WEEK_MS - DAY_MS)}`
}
