import 'server-only'
import { DerError, objectIdentifierText } from '#lib/certificates/server/der.ts'

/** Tag bytes of what CRLs, OCSP answers and the head of certificates consist of. */
export const der = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** `[n]` of something constructed. */
  context: (tag: number) => 0xa0 | tag,
  /** `[n] IMPLICIT` of something primitive. */
  primitive: (tag: number) => 0x80 | tag,
} as const

/**
 * Walks DER (X.690) from element to element, for bytes of servers that nobody trusts. What DER forbids is refused, not
 * understood: lengths that are not the shortest, indefinite ones, tags that nobody expects. Nothing is copied, nothing
 * is recursive, and a cursor can be placed anew, so that a long list costs no object an entry. Throws DerError.
 */
export class DerCursor {
  readonly bytes: Buffer
  /** Where the next element begins. */
  at: number
  end: number

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get isAtEnd(): boolean {
    return this.at === this.end
  }

  nextIs(tag: number): boolean {
    return this.at < this.end && this.bytes[this.at] === tag
  }

  /** Places `inner` on the content of the next element, and itself behind that element. */
  enter(tag: number, inner = new DerCursor(this.bytes, 0, 0)): DerCursor {
    if (!this.nextIs(tag)) throw new DerError(this.isAtEnd ? 'cut short' : 'another element was expected')
    this.step(inner)
    return inner
  }

  content(tag: number): Buffer {
    const inner = this.enter(tag)
    return this.bytes.subarray(inner.at, inner.end)
  }

  /** The whole element, tag and length included. */
  encoded(tag: number): Buffer {
    const { at } = this
    this.enter(tag)
    return this.bytes.subarray(at, this.at)
  }

  /** Steps over one element of any kind; gives its tag byte. */
  skip(): number {
    const tag = this.byteAt(this.at)
    // Nothing here uses a tag number above 30.
    if ((tag & 0x1f) === 0x1f) throw new DerError('long tag')
    this.step(new DerCursor(this.bytes, 0, 0))
    return tag
  }

  finish(): void {
    if (!this.isAtEnd) throw new DerError('bytes after the end')
  }

  /** A BOOLEAN. FALSE is read, too, though DER leaves a default out: many encoders write it. */
  boolean(): boolean {
    const inner = this.enter(der.boolean)
    const value = this.bytes[inner.at]
    if (inner.end - inner.at !== 1 || (value !== 0xff && value !== 0)) throw new DerError('no boolean')
    return value === 0xff
  }

  /** Places `inner` on the bytes of an INTEGER in its shortest form (X.690, 8.3.2). */
  integer(inner = new DerCursor(this.bytes, 0, 0)): DerCursor {
    this.enter(der.integer, inner)
    const [first, second] = [this.bytes[inner.at], this.bytes[inner.at + 1] ?? 0]
    const length = inner.end - inner.at
    if (length === 0) throw new DerError('empty integer')
    if (length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw new DerError('integer not in its shortest form')
    }
    return inner
  }

  /** One byte's worth of ENUMERATED; more is in no structure here. */
  enumerated(inner = new DerCursor(this.bytes, 0, 0)): number {
    this.enter(der.enumerated, inner)
    const value = this.bytes[inner.at]
    if (inner.end - inner.at !== 1 || value === undefined) throw new DerError('no enumerated value')
    return value
  }

  /** The bytes of a BIT STRING that has whole bytes only, as keys and signatures do. */
  wholeBits(): Buffer {
    const content = this.content(der.bitString)
    if (content[0] !== 0) throw new DerError('a bit string of odd length')
    return content.subarray(1)
  }

  /** Dotted notation; each arc in its shortest form (X.690, 8.19.2). */
  objectIdentifier(): string {
    const content = this.content(der.objectIdentifier)
    const isPadded = content.some((byte, index) => byte === 0x80 && ((content[index - 1] ?? 0) & 0x80) === 0)
    if (isPadded || content.length === 0 || ((content.at(-1) ?? 0) & 0x80) !== 0) {
      throw new DerError('no object identifier')
    }
    return objectIdentifierText(content)
  }

  private step(inner: DerCursor): void {
    const first = this.byteAt(this.at + 1)
    const count = first < 0x80 ? 0 : first & 0x7f
    if (count > 4 || first === 0x80) throw new DerError('length that DER does not allow')
    let length = count === 0 ? first : 0
    for (let index = 0; index < count; index += 1) length = length * 256 + this.byteAt(this.at + 2 + index)
    if (count > 0 && (length < 0x80 || length < 256 ** (count - 1)))
      throw new DerError('length not in its shortest form')
    inner.at = this.at + 2 + count
    inner.end = inner.at + length
    if (inner.end > this.end) throw new DerError('length beyond the end')
    this.at = inner.end
  }

  private byteAt(at: number): number {
    const byte = at < this.end ? this.bytes[at] : undefined
    if (byte === undefined) throw new DerError('cut short')
    return byte
  }
}
