import 'server-only'

/** Crockford's base 32: no i, l, o or u, so nothing is misread on paper or misheard over the phone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 20
const GROUP = 5

/** Four groups of five characters, 100 bits: `7k2mq-x0d9f-…`. Shown once, stored only as a hash. */
export function oneTimePassword(randomBytes: (size: number) => Buffer): string {
  const characters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length))
  const groups = Array.from({ length: LENGTH / GROUP }, (_, index) =>
    characters.slice(index * GROUP, (index + 1) * GROUP).join(''),
  )
  return groups.join('-')
}
