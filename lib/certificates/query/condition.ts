import { certificateTypes } from '../schema.ts'
import { statusFilters } from '../status.ts'
import { plain } from './characters.ts'
import { isOrdered, type NamedField } from './fields.ts'
import { likelyTime, timeCondition, type Operator } from './moment.ts'
import type { QueryCondition, QueryErrorCode } from './query.ts'
import { nearest } from './spelling.ts'

/** Why a value is none of its field; `suggestion` stands for the value. */
export type Fault = { fault: QueryErrorCode; suggestion?: string }

/** What one value of a field means. */
export function conditionOf(field: NamedField, operator: Operator, value: string): QueryCondition | Fault {
  if (operator !== ':' && !isOrdered(field)) return { fault: 'operator', suggestion: ':' }
  switch (field) {
    case 'status':
      return chosen(value, statusFilters, (status) => ({ field, values: [status] }))
    case 'type':
      return chosen(value, certificateTypes, (type) => ({ field, values: [type] }))
    case 'crl':
    case 'replacement':
    case 'operation':
      return presence(field, value)
    case 'algorithm':
      return algorithm(value)
    case 'key':
      return bits(operator, value)
    case 'expires':
    case 'issued':
    case 'revoked':
    case 'seen':
      return timeCondition(field, operator, value) ?? unread('not_a_date', likelyTime(value))
    case 'ca':
      return { field, values: [value] }
    case 'owner':
    case 'tag':
      return plain(value) === 'none' ? { field, is: 'none' } : { field, text: value }
    default:
      return { field, text: value }
  }
}

function chosen<Value extends string>(
  value: string,
  known: readonly Value[],
  conditionFor: (value: Value) => QueryCondition,
): QueryCondition | Fault {
  const wanted = plain(value)
  const found = known.find((one) => one === wanted)
  return found === undefined ? unread('unknown_value', nearest(wanted, known)) : conditionFor(found)
}

function unread(fault: QueryErrorCode, suggestion: string | null): Fault {
  return suggestion === null ? { fault } : { fault, suggestion }
}

function presence(field: 'crl' | 'replacement' | 'operation', value: string): QueryCondition | Fault {
  const wanted = plain(value)
  if (wanted === 'none' || wanted === 'no') return { field, is: 'none' }
  if (wanted === 'yes') return { field, is: 'some' }
  return unread('unknown_value', nearest(wanted, ['none']))
}

/** The vendor's families, with the size as the console and as the vendor write it: `RSA 2048`, `RSA_2048`. */
function algorithm(value: string): QueryCondition | Fault {
  const wanted = plain(value).toUpperCase()
  const form = /^(RSA|ECC|SM2)(?:[-_ ]?(\d{1,5}))?$/.exec(wanted)
  if (form === null) return unread('unknown_value', /^EC/.test(wanted) ? 'ECC' : /^SM/.test(wanted) ? 'SM2' : null)
  const [, family = '', size] = form
  return { field: 'algorithm', values: [plainAlgorithm(size === undefined ? family : `${family}_${size}`)] }
}

/** `ecc_0256` and `ECC_256` are one. */
export function plainAlgorithm(algorithm: string): string {
  const [family = '', size] = algorithm.toUpperCase().split('_')
  return size === undefined ? family : `${family}_${String(Number(size))}`
}

function bits(operator: Operator, value: string): QueryCondition | Fault {
  const form = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(plain(value))
  if (form === null) return unread('not_a_number', /^\d{1,6}/.exec(plain(value))?.[0] ?? null)
  const size = Number(form[1])
  if (form[2] !== undefined) {
    const sizes = [size, Number(form[2])]
    return operator === ':'
      ? { field: 'key', from: Math.min(...sizes), to: Math.max(...sizes) }
      : { fault: 'not_a_number' }
  }
  switch (operator) {
    case ':':
      return { field: 'key', from: size, to: size }
    case '<':
      return { field: 'key', from: null, to: size - 1 }
    case '<=':
      return { field: 'key', from: null, to: size }
    case '>':
      return { field: 'key', from: size + 1, to: null }
    case '>=':
      return { field: 'key', from: size, to: null }
  }
}

/** Several values of one field are alternatives: one condition where the field takes several. */
export function together(conditions: readonly QueryCondition[]): QueryCondition | null {
  const [first, ...others] = conditions
  if (first === undefined || !('values' in first)) return others.length === 0 ? (first ?? null) : null
  const values = conditions.flatMap((one): readonly string[] => ('values' in one ? one.values : []))
  return { ...first, values: [...new Set(values)] } as QueryCondition
}
