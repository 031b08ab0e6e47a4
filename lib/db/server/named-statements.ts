import 'server-only'
import type pg from 'pg'

/** So many are kept by the server for a connection. */
const MOST = 200
/** A longer one has a part for each of its rows, and hardly comes again. */
const LONGEST = 6_000

type Send = (query: unknown, values?: unknown) => Promise<unknown>

/** A look-up by one key, whatever else it joins. */
const BY_KEY = /"(?:identifier|id|id_hash)" = \$1\b/

/**
 * Has the server keep the plans of what comes again and again: a write is two dozen look-ups by a key, whose planning
 * takes longer than they do, and for which one plan is right whatever the value. For lists it is not, and they are read
 * outside of transactions. Kysely sends text and values; whatever else is sent is left as it is.
 */
export function nameStatements(client: pg.ClientBase): void {
  const send = client.query.bind(client) as Send
  const names = new Map<string, string>()
  let isBegun = false
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST || text.length > LONGEST) return known
    const name = `rescind_${String(names.size + 1)}`
    names.set(text, name)
    return name
  }
  const sendNamed: Send = (query, values) => {
    if (typeof query !== 'string' || !Array.isArray(values)) return send(query, values)
    if (/^(?:begin|start transaction)\b/i.test(query)) isBegun = true
    if (/^(?:commit|rollback)$/i.test(query)) isBegun = false
    const isLookUp = values.length > 0 && (isBegun || (values.length === 1 && BY_KEY.test(query)))
    // A plan that gives all columns ends with the next column that is added while it is kept.
    const name = isLookUp && !query.startsWith('select *') ? nameOf(query) : undefined
    return name === undefined ? send(query, values) : send({ name, text: query, values })
  }
  client.query = sendNamed as typeof client.query
}
