import 'server-only'

/**
 * The one block of `label` in a PEM text (RFC 7468) with nothing but blank space around it; null for anything else.
 * Linear in its length, which somebody else has chosen.
 */
export function unarmour(text: string, label: string): Buffer | null {
  const [head, tail] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`]
  const trimmed = text.trim()
  if (!trimmed.startsWith(head) || !trimmed.endsWith(tail)) return null
  const body = trimmed.slice(head.length, -tail.length)
  const digits = body.replaceAll(/[\r\n\t ]+/g, '')
  if (digits.length === 0 || digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null
  return Buffer.from(digits, 'base64')
}

/** The first certificate of a PEM text, whatever stands around it: that text is our own mirror's. */
export function certificateDer(pem: string): Buffer | null {
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0]
  return block === undefined ? null : unarmour(block, 'CERTIFICATE')
}
