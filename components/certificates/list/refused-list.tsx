import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { NoSuchPage } from './no-such-page.tsx'
import { UnreadableQuery } from './unreadable-query.tsx'

/** The server takes the address for none of a list: its query cannot be read, or its page is one of another list. */
export function RefusedList({ filter }: { filter: CertificateFilter }) {
  const read = parseQuery(filter.q ?? '')
  if (!read.ok) return <UnreadableQuery live="alert" filter={filter} error={read.error} />
  return <NoSuchPage live="alert" filter={filter} />
}
