import { auditKeyNumber } from './audit-key.ts'
import { checkpointLine, makeExport, stubLine, textOf, type ExportPlan, type MadeExport } from './audit-export.ts'

// Exports with one thing made wrong, by number: the same number is the same file everywhere and always. What a verifier
// must say of each follows from comparing its lines with those of the good file, without a hash or a signature.

/** Numbers of keys: the second signs after a rotation, the third is a forger's. */
const [OURS, NEXT, FORGED] = [1, 2, 3]
/** What the verifier is to be given. */
export const trustedKeys = [OURS, NEXT]

export type Mutation = {
  number: number
  kind: string
  bytes: Buffer
  /** The first bad sequence, which a verifier must name. */
  sequence: number
}

type Random = (below: number) => number
/** What a verifier cannot see before it comes to the trailer: a line that is good by itself. */
type Changed = { bytes: Buffer; passing?: { line: string; sequence: number; isStub: boolean } }
type Mutator = (good: MadeExport, random: Random) => Changed

const VARIANTS = 40
const made = new Map<number, MadeExport>()

/** Mutation `number` of one of 40 exports. Its bytes differ from the good file's. */
export function mutation(number: number): Mutation {
  const random = randomOf(number)
  const good = variantOf(random(VARIANTS))
  for (;;) {
    const { kind, mutate } = mutators[random(mutators.length)] ?? mutators[0]
    const changed = mutate(good, random)
    if (changed.bytes.equals(Buffer.from(good.text))) continue
    return { number, kind, bytes: changed.bytes, sequence: firstBadOf(changed, good) }
  }
}

export function variantOf(variant: number): MadeExport {
  const known = made.get(variant) ?? makeExport(planOf(variant))
  made.set(variant, known)
  return known
}

/** From 1 to 30 records; whole or filtered, with checkpoints of one key, of two, or none. */
function planOf(variant: number): ExportPlan {
  const random = randomOf(1_000_000 + variant)
  const length = 1 + random(30)
  const isWhole = random(3) === 0
  const kept = Array.from({ length }, () => isWhole || random(3) > 0)
  const checkpoints = new Map<number, number>()
  const rotatesAt = random(2 * length)
  for (let sequence = 1; sequence <= length; sequence += 1) {
    if (random(4) === 0) checkpoints.set(sequence, sequence < rotatesAt ? OURS : NEXT)
  }
  return { name: `王芳 ${variant}`, kept, checkpoints, key: OURS, ...(isWhole && { filter: {} }) }
}

/** mulberry32: numbers from 0 to `below` - 1, the same for the same seed. */
function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const ofBytes =
  (change: (bytes: Buffer, random: Random) => Buffer): Mutator =>
  ({ text }, random) => ({ bytes: change(Buffer.from(text), random) })
const ofLines =
  (change: (lines: string[], random: Random) => string[]): Mutator =>
  ({ lines }, random) => ({ bytes: Buffer.from(textOf(change(lines, random))) })

const mutators: [Named, ...Named[]] = [
  named(
    'one byte flipped',
    ofBytes((bytes, random) => flipped(bytes, random(bytes.length), 1 + random(255))),
  ),
  named(
    'one bit flipped',
    ofBytes((bytes, random) => flipped(bytes, random(bytes.length), 1 << random(8))),
  ),
  named(
    'a byte put in',
    ofBytes((bytes, random) => spliced(bytes, random, 0, Buffer.from([random(256)]))),
  ),
  named(
    'a digit put in',
    ofBytes((bytes, random) => spliced(bytes, random, 0, Buffer.from(String(random(10))))),
  ),
  named(
    'bytes taken out',
    ofBytes((bytes, random) => spliced(bytes, random, 1 + random(5), Buffer.alloc(0))),
  ),
  named(
    'cut off',
    ofBytes((bytes, random) => bytes.subarray(0, random(bytes.length))),
  ),
  named(
    'cut off between lines',
    ofLines((lines, random) => lines.slice(0, random(lines.length))),
  ),
  named(
    'a line taken out',
    ofLines((lines, random) => lines.toSpliced(random(lines.length), 1)),
  ),
  named('a line repeated', ofLines(withRepeated)),
  named('two lines exchanged', ofLines(withExchanged)),
  named('a line of another export', ofLines(withForeign)),
  named('another digit in trailer or checkpoint', ofLines(withOtherDigit)),
  named('a checkpoint signed by a forger', withForgedCheckpoint),
  named('a trailer signed by a forger', ofLines(withForgedTrailer)),
  named('a checkpoint more, signed by us', withOneCheckpointMore),
  named('a record left out', withStub),
]

type Named = { kind: string; mutate: Mutator }

function named(kind: string, mutate: Mutator): Named {
  return { kind, mutate }
}

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ mask
  return bytes
}

function spliced(bytes: Buffer, random: Random, remove: number, put: Buffer): Buffer {
  const at = random(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + remove)])
}

function withRepeated(lines: string[], random: Random): string[] {
  return lines.toSpliced(random(lines.length + 1), 0, lines[random(lines.length)] ?? '')
}

function withExchanged(lines: string[], random: Random): string[] {
  const [left, right] = [random(lines.length), random(lines.length)]
  return lines.with(left, lines[right] ?? '').with(right, lines[left] ?? '')
}

function withForeign(lines: string[], random: Random): string[] {
  const other = variantOf(VARIANTS + random(5)).lines
  // Not the first line: the first record of any chain follows from nothing.
  return lines.toSpliced(1 + random(lines.length - 1), random(2), other[random(other.length)] ?? '')
}

function withOtherDigit(lines: string[], random: Random): string[] {
  const proofs = lines.flatMap((line, index) => (line.startsWith('{"sequence":') ? [] : [index]))
  const at = proofs[random(proofs.length)] ?? 0
  const line = lines[at] ?? ''
  const digits = [...line.matchAll(/[0-9a-f]/g)].map(({ index }) => index)
  const place = digits[random(digits.length)] ?? 0
  return lines.with(at, line.slice(0, place) + random(16).toString(16) + line.slice(place + 1))
}

function withForgedCheckpoint({ lines, chain }: MadeExport, random: Random): Changed {
  const { one, at, isSigned } = placeIn({ lines, chain }, random)
  return { bytes: Buffer.from(textOf(lines.toSpliced(at + 1, isSigned ? 1 : 0, checkpointLine(one, FORGED)))) }
}

function withForgedTrailer(lines: string[]): string[] {
  const [, trailer = '', record = ''] =
    /^\{"trailer":(.*),"publicKey":.*,"export":(.*)\}$/.exec(lines.at(-1) ?? '') ?? []
  const { id, publicKey, sign } = auditKeyNumber(FORGED)
  const forged = trailer.replace(/"keyId":"[0-9a-f]{64}"/, `"keyId":"${id}"`)
  const signed = `"publicKey":"${publicKey}","signature":"${sign('trailer', forged)}"`
  return lines.with(-1, `{"trailer":${forged},${signed},"export":${record}}`)
}

function withOneCheckpointMore({ lines, chain }: MadeExport, random: Random): Changed {
  const { one, at } = placeIn({ lines, chain }, random)
  const line = checkpointLine({ ...one, at: one.at + 1 }, OURS)
  const bytes = Buffer.from(textOf(lines.toSpliced(at + 1, 0, line)))
  return { bytes, passing: { line, sequence: one.sequence, isStub: false } }
}

function withStub({ lines, chain }: MadeExport, random: Random): Changed {
  const { one, at } = placeIn({ lines, chain }, random)
  const line = stubLine(one)
  return { bytes: Buffer.from(textOf(lines.with(at, line))), passing: { line, sequence: one.sequence, isStub: true } }
}

function placeIn({ lines, chain }: Pick<MadeExport, 'lines' | 'chain'>, random: Random) {
  const one = chain[random(chain.length)]
  if (!one) throw new Error('an export has a record at least')
  const at = lines.findIndex((line) => line.startsWith(`{"sequence":${one.sequence},`))
  return { one, at, isSigned: lines[at + 1]?.startsWith('{"checkpoint":') === true }
}

/** FORMAT.md, "What makes a file bad": the first line that is not the good file's in its place, and what it passes for. */
function firstBadOf({ bytes, passing }: Changed, good: MadeExport): number {
  const genuine = good.lines.map((line) => Buffer.from(line).toString('latin1'))
  const records = genuine.filter((line) => line.startsWith('{"sequence":'))
  const isWhole = good.text.includes('"details":{"filter":{},')
  const lines = bytes.toString('latin1').split('\n')
  const cutOff = lines.pop() !== ''
  let [passed, signed, checkpoints, stub, isEnded] = [0, 0, 0, 0, false]
  for (const line of lines) {
    if (isEnded) return passed + 1
    const extra = passing !== undefined && Buffer.from(passing.line).toString('latin1') === line ? passing : null
    if (line.startsWith('{"checkpoint":')) {
      const isOfHere = genuine[genuine.indexOf(records[passed - 1] ?? '') + 1] === line
      if (signed === passed || !(isOfHere || extra?.sequence === passed)) return Math.max(passed, 1)
      signed = passed
      checkpoints += 1
    } else if (line === records[passed]) passed += 1
    else if (extra?.isStub === true && extra.sequence === passed + 1) {
      passed += 1
      stub = passed
    } else if (line === genuine.at(-1) && passed === records.length) {
      if (stub > 0) return isWhole ? stub : passed + 1
      if (checkpoints !== genuine.length - 1 - records.length) return passed + 1
      isEnded = true
    } else return passed + 1
  }
  if (isEnded && !cutOff) throw new Error('the mutation changed nothing that counts')
  return passed + 1
}
