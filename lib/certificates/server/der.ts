import 'server-only'

// A small reader of DER (X.690) for what Node's X509Certificate does not show: extensions with their criticality.
// Certificates come from outside, so lengths are checked before anything is touched and nothing is read recursively.

export type DerNode = {
  /** 0 universal, 2 context-specific. */
  readonly tagClass: number
  readonly isConstructed: boolean
  readonly tag: number
  readonly content: Buffer
  /** The whole of it, tag and length included. */
  readonly encoded: Buffer
}

export class DerError extends Error {
  override readonly name = 'DerError'
}

/** Tag numbers of the universal class that certificates use. */
export const derTags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  sequence: 16,
} as const

/** The one node that `bytes` hold. Throws DerError when they hold anything else. */
export function readDer(bytes: Buffer): DerNode {
  const { node, end } = readNode(bytes, 0)
  if (end !== bytes.length) throw new DerError('bytes after the end')
  return node
}

/** The nodes inside a constructed one, in order. */
export function childrenOf(node: DerNode): DerNode[] {
  if (!node.isConstructed) throw new DerError('not constructed')
  const children: DerNode[] = []
  for (let offset = 0; offset < node.content.length;) {
    const { node: child, end } = readNode(node.content, offset)
    children.push(child)
    offset = end
  }
  return children
}

export function isUniversal(node: DerNode | undefined, tag: number): node is DerNode {
  return node?.tagClass === 0 && node.tag === tag
}

function readNode(bytes: Buffer, offset: number): { node: DerNode; end: number } {
  const first = byteAt(bytes, offset)
  const tag = first & 0x1f
  // Certificates use no tag number above 30.
  if (tag === 0x1f) throw new DerError('long tag')
  const { length, start } = readLength(bytes, offset + 1)
  const end = start + length
  if (end > bytes.length) throw new DerError('length beyond the end')
  const content = bytes.subarray(start, end)
  const encoded = bytes.subarray(offset, end)
  return { node: { tagClass: first >> 6, isConstructed: (first & 0x20) !== 0, tag, content, encoded }, end }
}

function readLength(bytes: Buffer, offset: number): { length: number; start: number } {
  const first = byteAt(bytes, offset)
  if (first < 0x80) return { length: first, start: offset + 1 }
  const count = first & 0x7f
  if (count === 0 || count > 4) throw new DerError('length that DER does not allow')
  let length = 0
  for (let index = 1; index <= count; index += 1) length = length * 256 + byteAt(bytes, offset + index)
  return { length, start: offset + 1 + count }
}

function byteAt(bytes: Buffer, offset: number): number {
  const byte = bytes[offset]
  if (byte === undefined) throw new DerError('cut short')
  return byte
}

/** Dotted notation of an OBJECT IDENTIFIER (X.690, 8.19). */
export function readObjectIdentifier(node: DerNode | undefined): string {
  if (!isUniversal(node, derTags.objectIdentifier)) throw new DerError('no object identifier')
  return objectIdentifierText(node.content)
}

// The longest that are in use have some 30 bytes; the time that an arc takes grows with the square of its length.
const MAX_OBJECT_IDENTIFIER_BYTES = 128

/** The same from the content alone. */
export function objectIdentifierText(content: Buffer): string {
  if (content.length > MAX_OBJECT_IDENTIFIER_BYTES) throw new DerError('object identifier too long')
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    if ((byte & 0x80) !== 0) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first, ...rest] = arcs
  if (first === undefined) throw new DerError('empty object identifier')
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...rest].join('.')
}

/** Nine bits have names at the most. */
const MAX_NAMED_BIT_BYTES = 9

/** The positions of the bits that are set in a BIT STRING; position 0 is the first bit. */
export function readSetBits(node: DerNode): number[] {
  if (!isUniversal(node, derTags.bitString)) throw new DerError('no bit string')
  if (node.content.length > MAX_NAMED_BIT_BYTES) throw new DerError('more bits than have names')
  return [...node.content.subarray(1)].flatMap((byte, index) =>
    Array.from({ length: 8 }, (_, bit) => bit).flatMap((bit) =>
      (byte & (0x80 >> bit)) === 0 ? [] : [index * 8 + bit],
    ),
  )
}
