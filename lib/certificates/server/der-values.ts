import 'server-only'
import { DerError, derTags, isUniversal, objectIdentifierText, type DerNode } from './der.ts'

// Values of DER as text. Nothing here takes longer than in proportion to what is shown of it.

/** Serial numbers have 20 bytes; the time of writing a number grows with the square of its length. */
const MAX_INTEGER_BYTES = 64

/** Decimal, with its sign; what is longer than any number in a certificate in hex. */
export function integerText(node: DerNode | undefined): string {
  if (!isUniversal(node, derTags.integer)) throw new DerError('no integer')
  return integerContentText(node.content)
}

/** The same of an INTEGER under another tag. */
export function integerContentText(content: Buffer): string {
  if (content.length === 0) throw new DerError('empty integer')
  const hex = content.toString('hex')
  if (content.length > MAX_INTEGER_BYTES) return `0x${hex}`
  return BigInt.asIntN(content.length * 8, BigInt(`0x${hex}`)).toString()
}

const strings = {
  utf8: 12,
  numeric: 18,
  printable: 19,
  teletex: 20,
  ia5: 22,
  visible: 26,
  universal: 28,
  bmp: 30,
} as const
const stringTags: readonly number[] = Object.values(strings)

export function isString(node: DerNode): boolean {
  return node.tagClass === 0 && stringTags.includes(node.tag)
}

/** Any string type; a UniversalString, which nobody uses, in hex. */
export function stringText({ tag, content }: DerNode): string {
  if (tag === strings.bmp && content.length % 2 === 0) return Buffer.from(content).swap16().toString('utf16le')
  return tag === strings.universal ? content.toString('hex') : content.toString('utf8')
}

/** A GeneralizedTime `YYYYMMDDhhmmssZ` as it stands there, in the form of RFC 3339. */
export function timeText(content: Buffer): string {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(content.toString('latin1'))
  if (parts === null) throw new DerError('no time')
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

/** What a value says where its type is known from itself; hex of the whole of it otherwise. */
export function valueText(node: DerNode): string {
  if (isString(node)) return stringText(node)
  if (node.tagClass === 0 && node.tag === derTags.integer) return integerText(node)
  if (node.tagClass === 0 && node.tag === derTags.objectIdentifier) return objectIdentifierText(node.content)
  return node.encoded.toString('hex')
}

export function inContext(nodes: readonly DerNode[], tag: number): DerNode[] {
  return nodes.filter((node) => node.tagClass === 2 && node.tag === tag)
}
