import 'server-only'

/** One query parameter; its name may repeat nothing and its order does not matter. */
export type QueryParameters = Readonly<Record<string, QueryValue>>
export type QueryValue =
  string | number | boolean | undefined | readonly QueryValue[] | { readonly [key: string]: QueryValue }

/** RFC 3986 encoding: everything but letters, digits and `-_.~`. encodeURIComponent leaves `!'()*` alone. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/**
 * The query as ACS3 signs it and as we send it: flattened, sorted by code unit, `name=value` joined by `&`. Sending
 * exactly the canonical form leaves no second encoding about which signer and server could disagree.
 */
export function canonicalQuery(parameters: QueryParameters): string {
  return flattenParameters(parameters)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&')
}

/** Lists become `Name.1=…`, objects `Name.Key=…` (the RPC style of the API); `undefined` is left out. */
export function flattenParameters(parameters: QueryParameters): [name: string, value: string][] {
  return Object.entries(parameters).flatMap(([name, value]) => flattenValue(name, value))
}

function flattenValue(name: string, value: QueryValue): [name: string, value: string][] {
  if (value === undefined) return []
  if (typeof value === 'string') return [[name, value]]
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, String(value)]]
  if (isList(value)) return value.flatMap((item, index) => flattenValue(`${name}.${index + 1}`, item))
  return Object.entries(value).flatMap(([key, item]) => flattenValue(`${name}.${key}`, item))
}

function isList(value: readonly QueryValue[] | { readonly [key: string]: QueryValue }): value is readonly QueryValue[] {
  return Array.isArray(value)
}
