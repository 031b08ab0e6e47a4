import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { casCalled, filterOfQuery, type NamedCa, type ParameterConditions } from '../query/filter-query.ts'
import { parseQuery } from '../query/parse.ts'
import type { QueryNode } from '../query/query.ts'
import type { ListCertificatesInput } from './list-input.ts'
import { listNamedCas } from './repository.authorities.ts'
import type { CertificateConditions } from './repository.conditions.ts'

/** What a list is narrowed by, as it was asked. */
export type TypedFilter = Pick<
  ListCertificatesInput,
  'q' | 'status' | 'type' | 'ca' | 'algorithm' | 'expiresBefore' | 'expiresAfter' | 'expiresWithin'
>

/**
 * Reads the typed query. What it says that a parameter could have said counts as if one had, so that facets and query are
 * the same thing; in the rest, CAs are named by their Identifiers. A query that does not parse is refused, with the place.
 */
export async function understandFilter(
  db: Database,
  { q = '', ...fields }: TypedFilter,
): Promise<Result<CertificateConditions, { path: string; message: string }>> {
  const parsed = parseQuery(q)
  if (!parsed.ok) {
    const { code, span, word } = parsed.error
    return err({ path: 'q', message: `${code} at ${String(span.from)}: ${word}` })
  }
  if (parsed.value === null) return ok(fields)
  const cas = namesCa(parsed.value) ? await listNamedCas(db) : []
  const { filter, rest } = filterOfQuery(parsed.value, { cas, held: parametersOf(fields) })
  return ok({ ...conditionsOf(filter), ...(rest !== null && { query: withIdentifiers(rest, cas) }) })
}

function parametersOf({
  status,
  type,
  ca,
  algorithm,
  expiresAfter,
  expiresBefore,
  expiresWithin,
}: TypedFilter): ParameterConditions {
  return {
    ...(expiresWithin !== undefined && { expiresWithin }),
    ...(status !== undefined && { status }),
    ...(type !== undefined && { type }),
    ...(ca !== undefined && { ca }),
    ...(algorithm !== undefined && { algorithm }),
    ...(expiresAfter !== undefined && { expiresAfter: new Date(expiresAfter).toISOString() }),
    ...(expiresBefore !== undefined && { expiresBefore: new Date(expiresBefore).toISOString() }),
  }
}

function conditionsOf({ expiresAfter, expiresBefore, ...filter }: ParameterConditions): CertificateConditions {
  return {
    ...filter,
    ...(expiresAfter !== undefined && { expiresAfter: Date.parse(expiresAfter) }),
    ...(expiresBefore !== undefined && { expiresBefore: Date.parse(expiresBefore) }),
  }
}

function namesCa(node: QueryNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.some(namesCa)
    case 'not':
      return namesCa(node.part)
    case 'term':
      return node.condition.field === 'ca'
  }
}

function withIdentifiers(node: QueryNode, cas: readonly NamedCa[]): QueryNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, parts: node.parts.map((part) => withIdentifiers(part, cas)) }
    case 'not':
      return { ...node, part: withIdentifiers(node.part, cas) }
    case 'term': {
      const { condition } = node
      if (condition.field !== 'ca') return node
      const values = condition.values.flatMap((value) => identifiersOf(value, cas))
      return { ...node, condition: { field: 'ca', values } }
    }
  }
}

/** What is called so by none may be the Identifier of a CA that has not been read. */
function identifiersOf(value: string, cas: readonly NamedCa[]): string[] {
  const called = casCalled(value, cas)
  return called.length === 0 ? [value] : called.map(({ identifier }) => identifier)
}
