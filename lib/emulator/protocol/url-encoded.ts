import { err, ok, type Result } from '#lib/core/result.ts'

export type Pair = readonly [name: string, value: string]

/** Name and value pairs of a query or an urlencoded form, decoded, in their order. A bad escape is a failure. */
export function decodePairs(text: string): Result<Pair[], 'bad_escape'> {
  try {
    const parts = text.split('&').filter((part) => part !== '')
    return ok(
      parts.map((part) => {
        const equals = part.indexOf('=')
        return equals === -1 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
      }),
    )
  } catch {
    return err('bad_escape')
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/** RFC 3986: everything but the unreserved characters is escaped, as the ACS3 canonical query wants it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
