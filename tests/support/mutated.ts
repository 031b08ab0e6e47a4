/**
 * The same bytes with up to three changes: bits turned, bytes replaced, put in or taken out, the end cut off. `random` gives
 * numbers from 0 up to 1.
 */
export function mutated(bytes: Uint8Array, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit)
  let copy = Buffer.from(bytes)
  for (let times = 1 + below(3); times > 0 && copy.length > 0; times -= 1) {
    const at = below(copy.length)
    switch (below(8)) {
      case 0:
        copy = Buffer.concat([copy.subarray(0, at), Buffer.of(below(256)), copy.subarray(at)])
        break
      case 1:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1)])
        break
      case 2:
        copy = copy.subarray(0, at)
        break
      case 3:
        copy[at] = below(256)
        break
      default:
        copy[at] = (copy[at] ?? 0) ^ (1 << below(8))
    }
  }
  return copy
}
