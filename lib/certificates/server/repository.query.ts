import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { annotatedWith, isOwned, isTagged, ownedBy, taggedWith } from '#lib/annotations/server/of-certificate.ts'
import { columnBy, isAmong } from '#lib/db/server/access-path.ts'
import { containsText, startsWithText, storableText } from '#lib/db/server/text.ts'
import type { Engine } from '#lib/db/server/database.ts'
import type { Moment, PresenceField, QueryCondition, QueryNode } from '../query/query.ts'
import { understandSearch } from '../search-query.ts'
import { searchText } from '../search-text.ts'
import type { NameKeys } from './mirror-row.ts'
import {
  type CertificateConditions,
  algorithmPart,
  beginningPart,
  betweenPart,
  endPart,
  fieldParts,
  isIn,
  oneOfPart,
  statusPart,
} from './repository.conditions.ts'
import { matchingPart } from './repository.matching.ts'
import {
  bothPart,
  eitherPart,
  indexedPart,
  kindsPart,
  notPart,
  nothing,
  seenPart,
  textPart,
  type QueryPart,
} from './repository.part.ts'
import { replacedPart } from './repository.replacement.ts'
import { revokedPart } from './repository.revocations.ts'
import { namesHold, requestPart, searchPart, serialParts } from './repository.search.ts'

/** All that is asked of a row. `now` is epoch ms. */
export function partsOf(engine: Engine, { query, ...fields }: CertificateConditions, now: number): QueryPart[] {
  return [...(query === undefined ? [] : queryParts(engine, query, now)), ...fieldParts(engine, fields, now)]
}

/** The parts of a query that are joined by `and` at its top. `now` is epoch ms. */
function queryParts(engine: Engine, node: QueryNode, now: number): QueryPart[] {
  return node.kind === 'and' ? node.parts.map((part) => partOf(engine, part, now)) : [partOf(engine, node, now)]
}

function partOf(engine: Engine, node: QueryNode, now: number): QueryPart {
  switch (node.kind) {
    case 'and':
      return bothPart(node.parts.map((part) => partOf(engine, part, now)))
    case 'or':
      return eitherPart(node.parts.map((part) => partOf(engine, part, now)))
    case 'not':
      return notPart(partOf(engine, node.part, now))
    case 'term':
      return conditionPart(engine, node.condition, now)
  }
}

function conditionPart(engine: Engine, condition: QueryCondition, now: number): QueryPart {
  const column = (name: string) => (access: Parameters<QueryPart['holds']>[0]) => columnBy(engine, access, name)
  if ('is' in condition) return presencePart(engine, condition, now)
  switch (condition.field) {
    case 'text':
      return searchPart(engine, condition.text)
    case 'status':
      return statusPart(engine, condition.values, now)
    case 'type':
      return oneOfPart(column('c.type'), condition.values)
    case 'ca':
      return oneOfPart(column('c.ca_identifier'), condition.values.map(storableText))
    case 'algorithm':
      return algorithmPart(engine, condition.values)
    case 'key':
      return kindsPart(sizeBetween(condition.from, condition.to))
    case 'cn':
      return holdsIn(engine, sql`c.common_name_key`, condition.text)
    case 'san':
      return holdsIn(engine, keyOr(engine, 'sans', valuesOfSans(engine)), condition.text)
    case 'subject':
    case 'alias':
    case 'custom': {
      const column = columnOf[condition.field]
      return holdsIn(engine, keyOr(engine, column, lower(engine, sql.ref(`c.${column}`))), condition.text)
    }
    case 'signature':
      return signaturePart(engine, condition.text)
    case 'serial':
      return serialPart(engine, condition.text)
    case 'id': {
      const identifier = storableText(condition.text)
      return indexedPart(() => isIn(sql.ref('c.identifier'), [identifier, identifier.toLowerCase()]))
    }
    case 'owner':
    case 'tag':
    case 'note':
      return annotationPart(engine, condition.field, condition.text)
    case 'sha256':
    case 'sha1':
    case 'md5':
      return fingerprintPart(`c.${condition.field}`, condition.text)
    case 'spki':
      return fingerprintPart('c.public_key_sha256', condition.text)
    case 'request':
      return requestPart(engine, [storableText(condition.text), storableText(condition.text).toUpperCase()])
    case 'expires':
      return endPart(engine, momentAt(condition.from, now), momentAt(condition.to, now))
    case 'issued':
      return beginningPart(engine, momentAt(condition.from, now), momentAt(condition.to, now))
    case 'revoked':
      return revokedPart(engine, momentAt(condition.from, now), momentAt(condition.to, now))
    case 'seen':
      return betweenPart(column('c.last_seen_at'), momentAt(condition.from, now), momentAt(condition.to, now))
  }
}

function presencePart(
  engine: Engine,
  { field, is }: Extract<QueryCondition, { field: PresenceField; is: unknown }>,
  now: number,
): QueryPart {
  switch (field) {
    case 'crl':
      return kindsPart(sql<SqlBool>`c.points_to_crl = ${is === 'some' ? 1 : 0}`)
    case 'replacement':
      return replacedPart(is, now)
    case 'operation':
      return matchingPart(engine, is)
    case 'owner':
    case 'tag': {
      const some = seenPart(hasAny[field](sql.ref('c.identifier')))
      return is === 'some' ? some : notPart(some)
    }
  }
}

const hasAny = { owner: isOwned, tag: isTagged } as const

const columnOf = { subject: 'subject', alias: 'alias', custom: 'custom_identifier' } as const

function momentAt(moment: Moment | 'now' | null, now: number): number | null {
  if (moment === null) return null
  if (moment === 'now') return now
  switch (moment.kind) {
    case 'instant':
      return moment.at
    case 'ago':
      return now - moment.ms
    case 'ahead':
      return now + moment.ms
  }
}

function sizeBetween(from: number | null, to: number | null): Expression<SqlBool> {
  return sql<SqlBool>`c.key_size between ${from ?? 0} and ${to ?? Number.MAX_SAFE_INTEGER}`
}

/**
 * Whether one of a certificate's names holds the text. Its row is found by the index of all its names, which may hold it
 * elsewhere; so both have to.
 */
function holdsIn(engine: Engine, names: Expression<string>, typed: string): QueryPart {
  const needle = searchText(typed)
  if (needle === '') return nothing()
  const isThere = seenPart(containsText(names, needle))
  // Of two letters the index knows only the beginnings of words.
  const isFoundAnywhere = Array.from(needle).length > 2 || /[^\0-\x7f]/.test(needle)
  return isFoundAnywhere ? bothPart([textPart(namesHold(engine, needle)), isThere]) : isThere
}

/** A name in the form of searchText, which most are in lower case. */
function keyOr(engine: Engine, name: keyof NameKeys, lowered: RawBuilder<string>): RawBuilder<string> {
  return engine === 'sqlite'
    ? sql<string>`coalesce(json_extract(c.name_keys, ${sql.lit(`$.${name}`)}), ${lowered})`
    : sql<string>`coalesce(c.name_keys::jsonb ->> ${sql.lit(name)}, ${lowered})`
}

/** The values alone, one a line: what JSON puts around them is no name. */
function valuesOfSans(engine: Engine): RawBuilder<string> {
  return engine === 'sqlite'
    ? sql<string>`(select lower(group_concat(json_extract(value, '$.value'), char(10))) from json_each(c.sans))`
    : sql<string>`(select lower(string_agg(san ->> 'value', chr(10)) collate "C") from jsonb_array_elements(c.sans::jsonb) as san)`
}

/** Of ASCII letters alone, as SQLite does it. */
function lower(engine: Engine, text: RawBuilder<unknown>): RawBuilder<string> {
  return engine === 'sqlite' ? sql<string>`lower(${text})` : sql<string>`lower(${text} collate "C")`
}

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** The names of signature algorithms are few among a million certificates: each is sought in the index behind the last. */
function signaturePart(engine: Engine, typed: string): QueryPart {
  const known = sql`with recursive known (name) as (
    select min(sign_algorithm) from certificates
    union all
    select (select min(sign_algorithm) from certificates where sign_algorithm > known.name) from known where name is not null
  ) select name from known where ${containsText(lower(engine, sql`name`), asciiLower(storableText(typed)))}`
  return indexedPart((access) => isAmong(engine, columnBy(engine, access, 'c.sign_algorithm'), known))
}

const annotated = { owner: ownedBy, tag: taggedWith, note: annotatedWith } as const

/** What people here have written on it. */
function annotationPart(engine: Engine, field: keyof typeof annotated, typed: string): QueryPart {
  if (searchText(typed) === '') return nothing()
  return indexedPart((access) => annotated[field](engine, columnBy(engine, access, 'c.identifier'), typed))
}

/** Its digits, however they are written; few of them are all of it. What holds none has no serial. */
function serialPart(engine: Engine, typed: string): QueryPart {
  const [, few] = /^(?:0x)?0*([0-9a-f]{1,3})$/.exec(typed.toLowerCase().replaceAll(/[\s:-]/g, '')) ?? []
  if (few !== undefined) return eitherPart(serialParts(engine, { field: 'serial', hex: few, at: 'whole' }))
  const understood = understandSearch(typed)
  const terms = understood.kind === 'terms' ? understood.terms : []
  return eitherOrNothing(terms.flatMap((term) => (term.field === 'serial' ? serialParts(engine, term) : [])))
}

function eitherOrNothing(parts: readonly QueryPart[]): QueryPart {
  return parts.length === 0 ? nothing() : eitherPart(parts)
}

/** The beginning is enough. */
function fingerprintPart(column: 'c.sha256' | 'c.sha1' | 'c.md5' | 'c.public_key_sha256', typed: string): QueryPart {
  const hex = typed.toLowerCase().replaceAll(/[\s:-]/g, '')
  return /^[0-9a-f]+$/.test(hex) ? indexedPart(() => startsWithText(column, hex)) : nothing()
}
