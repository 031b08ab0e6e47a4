import { benchRow } from './mirror-rows.ts'

const DAY_MS = 86_400_000

export type Query = {
  readonly name: string
  readonly query: string
  /** Nothing is to be found; everything else finds something. */
  readonly isVain?: boolean
  /** Asked for from its second page on. */
  readonly isSecondPage?: boolean
}

/** What an operator asks of an inventory, as the query of GET `/api/certificates`. `now` is epoch ms. */
export function representativeQueries(now: number): readonly Query[] {
  const one = benchRow(12_345, now)
  const day = (days: number) => new Date(now + days * DAY_MS).toISOString().slice(0, 10)
  const typed = (q: string) => `q=${encodeURIComponent(q)}`
  return [
    { name: 'everything, by name', query: '' },
    { name: 'everything, backwards by name', query: 'sort=-common_name' },
    { name: 'everything, by the end of validity', query: 'sort=not_after' },
    { name: 'everything, newest first', query: 'sort=-not_before' },
    { name: 'everything, by serial', query: 'sort=serial' },
    { name: 'everything, by type', query: 'sort=type' },
    { name: 'everything, by CA', query: 'sort=ca' },
    { name: 'everything, by status', query: 'sort=status' },
    { name: 'everything, backwards by status', query: 'sort=-status' },
    { name: 'everything, by organization', query: 'sort=organization' },
    { name: 'a page of 200', query: 'limit=200' },
    { name: 'one name', query: typed(one.common_name) },
    { name: 'one name in capitals, without its ends', query: typed(one.common_name.slice(1, -1).toUpperCase()) },
    { name: 'the beginning of a name', query: typed('pay') },
    { name: 'a text that a fifth of all hold', query: typed('prod') },
    { name: 'the same, by the end of validity', query: `${typed('prod')}&sort=-not_after` },
    { name: 'two letters', query: typed('ga') },
    { name: 'two Han characters', query: typed('王芳') },
    { name: 'one Han character', query: typed('网') },
    { name: 'a text that nothing holds', query: typed('no-such-name-anywhere'), isVain: true },
    { name: 'the end of a serial', query: typed(one.serial_number.slice(-6)) },
    { name: 'the middle of a serial', query: typed(one.serial_number.slice(12, 20)) },
    { name: 'an Identifier', query: typed(one.identifier) },
    { name: 'a SHA-256', query: typed(one.sha256) },
    { name: 'revoked', query: 'status=revoked' },
    { name: 'expired, latest first', query: 'status=expired&sort=-not_after' },
    { name: 'issued within a week, by name', query: typed('issued<7d') },
    { name: 'the same, second page', query: typed('issued<7d'), isSecondPage: true },
    { name: 'the same, first issued first', query: `${typed('issued<7d')}&sort=not_before` },
    { name: 'revoked within a week, latest first', query: `${typed('revoked<7d')}&sort=-revoke_time` },
    { name: 'everything, second page', query: '', isSecondPage: true },
    { name: 'expiring, first to end first', query: 'status=expiring&sort=not_after' },
    { name: 'valid servers, first to end first', query: 'status=valid&type=server&sort=not_after' },
    { name: 'valid ones of one CA with one key', query: 'status=valid&algorithm=RSA_2048&ca=ca-rsa' },
    {
      name: 'what ends within 30 days, of one CA',
      query: `expires_after=${day(0)}&expires_before=${day(31)}&ca=ca-legacy&sort=not_after`,
    },
    { name: 'a common text among revoked servers', query: typed('prod status:revoked type:server') },
    { name: 'two letters, not revoked, one CA', query: typed('ga -status:revoked ca:Legacy') },
    { name: 'one name or another, ending soon', query: typed('(cn:pay OR cn:王) expires<30d') },
  ]
}

/** The counts beside a list, which are asked for by themselves and when the conditions change. */
export const facetQueries: readonly Query[] = [
  { name: 'counts of everything', query: 'facets=true&limit=1' },
  { name: 'counts of the valid ones', query: 'facets=true&limit=1&status=valid' },
  { name: 'counts of what was issued within a week', query: 'facets=true&limit=1&q=issued%3C7d' },
  { name: 'counts of a text that a fifth of all hold', query: 'facets=true&limit=1&q=prod' },
]
