import 'server-only'

/**
 * Serial numbers that are looked for among very many. A serial of a CRL is compared as the bytes that it is: only when
 * its last four are those of a wanted one it becomes a text.
 */
export class WantedSerials {
  /** Lower-case hex without leading zeros → as it was asked for. */
  readonly #spellings = new Map<string, string[]>()
  readonly #endings = new Set<number>()

  constructor(serials: Iterable<string>) {
    for (const serial of serials) {
      const plain = serial.toLowerCase().replace(/^0+/, '')
      // A certificate that is still being issued has none.
      if (!/^[0-9a-f]+$/.test(plain)) continue
      this.#spellings.set(plain, [...(this.#spellings.get(plain) ?? []), serial])
      this.#endings.add(Number.parseInt(plain.slice(-8), 16))
    }
  }

  /** As it was asked for, perhaps in several ways; none for a negative INTEGER, which no certificate of ours has. */
  match(bytes: Buffer, from: number, to: number): readonly string[] {
    if (((bytes[from] ?? 0) & 0x80) !== 0) return []
    let ending = 0
    for (let at = Math.max(from, to - 4); at < to; at += 1) ending = ending * 256 + (bytes[at] ?? 0)
    if (!this.#endings.has(ending)) return []
    return this.#spellings.get(bytes.toString('hex', from, to).replace(/^0+/, '')) ?? []
  }
}
