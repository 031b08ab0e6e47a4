// The offline verifier: `npm run audit:verify -- FILE`, or this one file with any Node that strips types (22.18, 24 and
// newer). It depends on nothing else of the product and on no network, so that an auditor can read all of it and keep a
// copy. It trusts nobody who made the file: every byte is either hashed, or signed, or must be exactly what follows from
// what was hashed before. FORMAT.md, beside it, says what the bytes mean and why; its headings are named here.
//
// A chain that was rewritten as a whole and signed anew holds together. Against that helps what was kept elsewhere: the
// public key (--public-key) and checkpoints (--checkpoints).
import { createHash, createPublicKey, hash, verify } from 'node:crypto'
import { createReadStream, readFileSync, realpathSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** Whom the reader trusts, from elsewhere. */
export type Trust = {
  /** Ids of the keys that may have signed; null: any, which is then said. */
  readonly pinned: ReadonlySet<string> | null
  /** Checkpoints that were kept apart from the export. */
  readonly kept: readonly Checkpoint[]
}
type Pins = Pick<Trust, 'pinned'>
export type Checkpoint = { sequence: number; hash: string; at: string; keyId: string }
export type Bad = { isGood: false; sequence: number | null; problem: string }
export type GoodExport = {
  isGood: true
  records: number
  stubs: number
  head: string
  exportedAt: string
  checkpoints: number
  lastCheckpoint: Checkpoint | null
  /** Kept checkpoints that were signed after this export: it says nothing of them. */
  newer: number
  keyIds: string[]
}
export type GoodCsv = { isGood: true; rows: number; sequence: number; keyIds: string[] }

/** How far the chain was followed, and what stood on the way. */
const newWalk = () => ({
  sequence: 0,
  hash: '0'.repeat(64),
  recordHash: '',
  records: 0,
  firstStub: null as number | null,
  checkpoints: 0,
  lastCheckpoint: null as Checkpoint | null,
  keyIds: new Set<string>(),
})
type Walk = ReturnType<typeof newWalk>

const TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z'
const HEX_32 = '[0-9a-f]{64}'
const SIGNED = `"publicKey":"([0-9a-f]{88})","signature":"([0-9a-f]{128})"`
const CHECKPOINT = new RegExp(
  `^\\{"checkpoint":(\\{"at":"(${TIME})","hash":"(${HEX_32})","keyId":"(${HEX_32})","sequence":([1-9][0-9]{0,14}),"v":1\\}),${SIGNED}\\}$`,
)
const TRAILER = new RegExp(`^\\{"trailer":(.*?),${SIGNED},"export":(.*)\\}$`, 's')
const CSV_PROOF = new RegExp(
  `^\\{"csv":(\\{"filter":\\{.*\\},"head":\\{"hash":"${HEX_32}","sequence":([1-9][0-9]{0,14})\\},"keyId":"(${HEX_32})","rows":(0|[1-9][0-9]{0,14}),"sha256":"(${HEX_32})","v":1\\}),${SIGNED}\\}\n$`,
  's',
)
/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const ED25519 = '302a300506032b6570032100'
/** The hash before and a record's, as bytes: one buffer for all. */
const PAIR = Buffer.alloc(64)
const LINE_FEED = 0x0a
const LONGEST_LINE_BYTES = 64 * 1024 * 1024

/** "The export": verifies one, given as the chunks of a file. Memory stays bounded by its longest line. */
export async function verifyExport(chunks: AsyncIterable<Buffer>, trust: Trust): Promise<GoodExport | Bad> {
  const kept = Map.groupBy(trust.kept, ({ sequence }) => sequence)
  const walk = newWalk()
  let end: GoodExport | null = null
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const next = walk.sequence + 1
      if (end !== null) return bad(next, 'something stands behind the trailer')
      if (line === null) return bad(next, 'the last line is cut off, or a line is longer than 64 MiB')
      if (textOf(line, 14) === '{"checkpoint":') {
        const problem = passCheckpoint(walk, line, trust)
        if (problem !== null) return bad(Math.max(walk.sequence, 1), problem)
      } else if (textOf(line, 11) === '{"trailer":') {
        const finding = checkTrailer(walk, line, trust)
        if (!finding.isGood) return finding
        end = finding
      } else {
        const problem = follow(walk, line)
        if (problem !== null) return bad(next, problem)
        const isOther = kept.get(next)?.some((one) => one.hash !== walk.hash) ?? false
        if (isOther) return bad(next, 'the chain here is not the one that a checkpoint kept elsewhere names')
      }
    }
  }
  return end ?? bad(walk.sequence + 1, 'the file has no trailer: it is partial')
}

/** One character a byte: what is no ASCII is only compared and hashed. */
function textOf(line: Buffer, end = line.length): string {
  return line.toString('latin1', 0, end)
}

function bad(sequence: number | null, problem: string): Bad {
  return { isGood: false, sequence, problem }
}

/** "Record line", "Stub line". Says what is wrong, or moves `walk` on and gives null. */
function follow(walk: Walk, line: Buffer): string | null {
  const sequence = walk.sequence + 1
  const head = `{"sequence":${sequence},"hash":"`
  // The head, a hash and the longer of the two names that may follow.
  const start = textOf(line, head.length + 64 + 16)
  if (!start.startsWith(head)) return otherThan(start)
  const after = start.slice(head.length + 64)
  const isRecord = after.startsWith('","record":')
  if (!isRecord && after !== '","recordHash":"') return 'the line is no record'
  // A closing brace.
  if (line.at(-1) !== 0x7d) return 'the line has no end'
  const body = line.subarray(head.length + 64 + (isRecord ? 11 : 15), -1)
  const recordHash = isRecord ? hash('sha256', body, 'hex') : stubHash(body)
  if (recordHash === null) return 'the stub holds no hash'
  PAIR.write(walk.hash + recordHash, 'hex')
  const chained = hash('sha256', PAIR, 'hex')
  if (start.slice(head.length, head.length + 64) !== chained) return 'the record does not follow from the one before'
  if (isRecord && !names(body, sequence)) return 'the record names another sequence'
  walk.sequence = sequence
  walk.hash = chained
  walk.recordHash = recordHash
  if (isRecord) walk.records += 1
  else walk.firstStub ??= sequence
  return null
}

function otherThan(start: string): string {
  const found = /^\{"sequence":([0-9]+),/.exec(start)?.[1]
  if (found === undefined) return 'the line is no record'
  return `sequence ${found} stands here: records are missing or out of order`
}

function stubHash(body: Buffer): string | null {
  return /^"([0-9a-f]{64})"$/.exec(textOf(body))?.[1] ?? null
}

/** Inside a string the quotes would be escaped, so this can only be a member; parsing every record takes twice the time. */
function names(record: Buffer, sequence: number): boolean {
  return record.includes(`"sequence":${sequence},`) || record.includes(`"sequence":${sequence}}`)
}

/** "Checkpoint line" of an export: it stands behind the record that it names. */
function passCheckpoint(walk: Walk, line: Buffer, trust: Trust): string | null {
  const read = readCheckpoint(textOf(line), trust)
  if (typeof read === 'string') return read
  if (read.sequence !== walk.sequence) return `a checkpoint of sequence ${read.sequence} stands here`
  if (read.hash !== walk.hash) return 'the chain here is not the one that a checkpoint names'
  if (walk.lastCheckpoint?.sequence === read.sequence) return 'a second checkpoint of the same record'
  walk.checkpoints += 1
  walk.lastCheckpoint = read
  walk.keyIds.add(read.keyId)
  return null
}

/** "Checkpoint line", by itself. A text says what is wrong. */
export function readCheckpoint(line: string, trust: Pins): Checkpoint | string {
  const parts = CHECKPOINT.exec(line)
  if (parts === null) return 'the checkpoint is not written as one'
  const [, statement = '', at = '', hashThere = '', keyId = '', sequence, publicKey = '', signature = ''] = parts
  const problem = signatureProblem('checkpoint', { statement, keyId, publicKey, signature }, trust)
  return problem ?? { sequence: Number(sequence), hash: hashThere, at, keyId }
}

type Signed = Record<'statement' | 'keyId' | 'publicKey' | 'signature', string>

/** "Signatures". The statement comes as one character a byte. */
function signatureProblem(kind: string, signed: Signed, { pinned }: Pins): string | null {
  const { statement, keyId, publicKey, signature } = signed
  const der = Buffer.from(publicKey, 'hex')
  if (!publicKey.startsWith(ED25519)) return 'the public key is no Ed25519 key'
  if (hash('sha256', der, 'hex') !== keyId) return 'the public key is not the one whose id is named'
  if (pinned?.has(keyId) === false) return `signed by the key ${keyId}, which is not one of those given`
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  const bytes = Buffer.from(`rescind audit ${kind}\n${statement}`, 'latin1')
  return verify(null, bytes, key, Buffer.from(signature, 'hex')) ? null : 'a bad signature'
}

/** "Trailer line": nearly all of it follows from the walk and from the record of the export, and must be just that. */
function checkTrailer(walk: Walk, line: Buffer, trust: Trust): GoodExport | Bad {
  const { sequence, records, checkpoints } = walk
  const behind = sequence + 1
  const parts = TRAILER.exec(textOf(line))
  if (parts === null) return bad(behind, 'the trailer is not written as one, or not signed')
  const [, statement = '', publicKey = '', signature = '', record = ''] = parts
  if (sequence === 0) return bad(1, 'there is no record')
  if (hash('sha256', Buffer.from(record, 'latin1'), 'hex') !== walk.recordHash) {
    return bad(behind, 'the last record is not the one of this export: records are missing at the end')
  }
  const exportedAt = new RegExp(`,"at":"(${TIME})",`).exec(record)?.[1]
  if (!record.startsWith('{"action":"export_audit",') || exportedAt === undefined) {
    return bad(behind, 'the last record is not the one of an export')
  }
  const isWhole = record.includes(detailsOf('{}'))
  if (isWhole && walk.firstStub !== null) return bad(walk.firstStub, 'a record was left out of a whole export')
  const keyId = hash('sha256', Buffer.from(publicKey, 'hex'), 'hex')
  const start = `{"checkpoints":${checkpoints},"count":${records},"filter":`
  const rest = `,"first":1,"head":{"hash":"${walk.hash}","sequence":${sequence}},"keyId":"${keyId}","last":${sequence},"v":2}`
  const filter = statement.slice(start.length, -rest.length)
  if (statement !== start + filter + rest || !record.includes(detailsOf(filter))) {
    return bad(behind, 'the trailer does not say what the file holds')
  }
  const problem = signatureProblem('trailer', { statement, keyId, publicKey, signature }, trust)
  if (problem !== null) return bad(behind, `the trailer: ${problem}`)
  const ahead = trust.kept.filter((one) => one.sequence > sequence)
  const cut = ahead.find((one) => one.at < exportedAt)
  if (cut) return bad(behind, `the tail is cut off: a checkpoint of ${cut.at} names sequence ${cut.sequence}`)
  const keyIds = [...walk.keyIds.add(keyId)]
  const { hash: head, lastCheckpoint } = walk
  const stubs = sequence - records
  return { isGood: true, records, stubs, head, exportedAt, checkpoints, lastCheckpoint, newer: ahead.length, keyIds }
}

function detailsOf(filter: string): string {
  return `"details":{"filter":${filter},"format":"jsonl"}`
}

/** "CSV and its proof". */
export async function verifyCsv(chunks: AsyncIterable<Buffer>, proof: string, trust: Pins): Promise<GoodCsv | Bad> {
  const parts = CSV_PROOF.exec(proof)
  if (parts === null) return bad(null, 'the proof is not written as one')
  const [, statement = '', sequence, keyId = '', rows, sha256, publicKey = '', signature = ''] = parts
  const problem = signatureProblem('csv', { statement, keyId, publicKey, signature }, trust)
  if (problem !== null) return bad(null, `the proof: ${problem}`)
  const digest = createHash('sha256')
  // One record a line, under a line of heads.
  let found = -1
  for await (const chunk of chunks) {
    digest.update(chunk)
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) found += 1
  }
  if (digest.digest('hex') !== sha256) return bad(null, 'the file is not the one that was signed')
  if (found !== Number(rows)) return bad(null, `the file has ${found} records, and its proof says ${String(rows)}`)
  return { isGood: true, rows: Number(rows), sequence: Number(sequence), keyIds: [keyId] }
}

/** "Checkpoints kept elsewhere": the checkpoint lines of a file that may hold other lines too. A text says what is wrong. */
export async function readKept(chunks: AsyncIterable<Buffer>, trust: Pins): Promise<Checkpoint[] | string> {
  const found: Checkpoint[] = []
  let number = 0
  for await (const lines of linesOf(withLineFeed(chunks))) {
    for (const line of lines) {
      number += 1
      if (line === null) return `line ${number} is longer than 64 MiB`
      if (textOf(line, 14) !== '{"checkpoint":') continue
      const read = readCheckpoint(textOf(line), trust)
      if (typeof read === 'string') return `line ${number}: ${read}`
      found.push(read)
    }
  }
  return found.length > 0 ? found : 'it holds no checkpoint'
}

async function* withLineFeed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks
  yield Buffer.from('\n')
}

/**
 * The lines that each chunk completes, without their ends; null for a last line that has none, and for one that is too
 * long. Only \n ends a line, whatever else a name may hold.
 */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<(Buffer | null)[]> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of chunks) {
    const lines: (Buffer | null)[] = []
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const part = chunk.subarray(start, end)
      const line = rest.length === 0 ? part : Buffer.concat([...rest, part])
      lines.push(line.length > LONGEST_LINE_BYTES ? null : line)
      rest = []
      restBytes = 0
      start = end + 1
    }
    yield lines
    if (start === chunk.length) continue
    rest.push(chunk.subarray(start))
    restBytes += chunk.length - start
    if (restBytes > LONGEST_LINE_BYTES) yield [null]
  }
  if (rest.length > 0) yield [null]
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    if (Buffer.isBuffer(chunk)) yield chunk
  }
}

const USAGE = `Usage: npm run audit:verify -- FILE [options]     (or: node verify-export.ts FILE [options])
  FILE                an audit log exported as JSONL, or as CSV together with --proof
  --proof FILE        the signed proof of a CSV export
  --public-key FILE   a public key (PEM) that may have signed; repeat it for every key since a rotation
  --checkpoints FILE  checkpoints that were kept elsewhere, a line each: finds a cut tail and a rewritten chain
`

/** Exit code 0 when all of it holds, 1 otherwise. */
async function main(args: string[], write: (text: string) => void): Promise<number> {
  try {
    const file = { type: 'string' } as const
    const options = { proof: file, checkpoints: file, 'public-key': { ...file, multiple: true } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [target, ...more] = positionals
    if (target === undefined || more.length > 0) throw new TypeError('name one file')
    if (values.proof && values.checkpoints) throw new TypeError('a CSV holds no chain: --checkpoints goes with JSONL')
    const pinned = values['public-key'] ? new Set(values['public-key'].map(keyIdIn)) : null
    const kept = values.checkpoints === undefined ? [] : await readKept(chunksOf(values.checkpoints), { pinned })
    if (typeof kept === 'string') throw new Error(`the checkpoints: ${kept}`)
    const finding =
      values.proof === undefined
        ? await verifyExport(chunksOf(target), { pinned, kept })
        : await verifyCsv(chunksOf(target), readFileSync(values.proof, 'latin1'), { pinned })
    write(`${reportOf(finding, { pinned, kept }).join('\n')}\n`)
    return finding.isGood ? 0 : 1
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'unknown'
    write(cause instanceof TypeError ? `${message}\n${USAGE}` : `bad: it cannot be verified: ${message}\n`)
    return 1
  }
}

/** "Key ids". */
function keyIdIn(file: string): string {
  const key = createPublicKey(readFileSync(file))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} holds no Ed25519 key`)
  return hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex')
}

function reportOf(finding: GoodExport | GoodCsv | Bad, { pinned, kept }: Trust): string[] {
  if (!finding.isGood) {
    const { sequence, problem } = finding
    return [sequence === null ? `bad: ${problem}` : `bad: first bad sequence ${sequence}: ${problem}`]
  }
  const keys = finding.keyIds.map((id) =>
    pinned === null
      ? `key ${id}: NOT PINNED. Anybody can have made it: compare it with the key you were given, or use --public-key`
      : `key ${id}: one of those given`,
  )
  if ('rows' in finding) return [`good: ${finding.rows} records as of sequence ${finding.sequence}`, ...keys]
  const { records, stubs, head, exportedAt, checkpoints, lastCheckpoint, newer } = finding
  return [
    `good: ${records} records and ${stubs} stubs, sequence 1 to ${records + stubs}, head ${head}`,
    `exported at ${exportedAt}`,
    `checkpoints: ${checkpoints}${lastCheckpoint ? `, the last of sequence ${lastCheckpoint.sequence} at ${lastCheckpoint.at}` : ''}`,
    `checkpoints kept elsewhere: ${kept.length - newer} agree, ${newer} newer than the export`,
    ...keys,
  ]
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text))
}
