// The offline verifier: `npm run audit:verify -- FILE`, or this one file with any Node that strips types. It depends on
// nothing else of the product and on no network, so that an auditor can read all of it and keep a copy. It refuses to
// trust the exporter: every byte of the file is either hashed or must be exactly what follows from what was hashed.
//
// An export is one line a record, from sequence 1 on, each ended by \n:
//     {"sequence":7,"hash":"<64 hex>","record":<record>}          a record, as JSON on one line
//     {"sequence":8,"hash":"<64 hex>","recordHash":"<64 hex>"}    a record that the export's filter left out
// and one trailer:
//     {"trailer":{"count":…,"filter":…,"first":1,"head":{"hash":…,"sequence":…},"last":…,"v":1},"export":<record>}
// recordHash = SHA-256(bytes of <record>); hash = SHA-256(32 bytes of the hash before ‖ 32 bytes of recordHash), where
// the hash before sequence 1 is 32 zero bytes. `export` is the record of the export itself, the last in the chain.
//
// A chain that was rewritten as a whole, or was cut before it was exported, holds together: against that helps only
// comparing the head with one that was kept elsewhere.
import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

type Finding =
  { isGood: true; records: number; stubs: number; head: string } | { isGood: false; sequence: number; problem: string }

type Walk = {
  sequence: number
  hash: string
  recordHash: string
  records: number
  firstStub: number | null
}

const HEAD = /^\{"sequence":(\d{1,16}),"hash":"([0-9a-f]{64})","(record|recordHash)":/
/** Longer than the head of any line. */
const HEAD_BYTES = 160
const TRAILER = '{"trailer":'
const CLOSING_BRACE = 0x7d
const EXPORT = ',"export":'
const LINE_FEED = 0x0a
const LONGEST_LINE_BYTES = 64 * 1024 * 1024

/** Verifies an export, given as the chunks of a file. Memory stays bounded by the longest line. */
export async function verifyExport(chunks: AsyncIterable<Buffer>): Promise<Finding> {
  const walk: Walk = { sequence: 0, hash: '0'.repeat(64), recordHash: '', records: 0, firstStub: null }
  let trailerFinding: Finding | null = null
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const next = walk.sequence + 1
      if (trailerFinding) return bad(next, 'something stands behind the trailer')
      if (line === null) return bad(next, 'the last line is cut off')
      if (line.toString('latin1', 0, TRAILER.length) === TRAILER) {
        trailerFinding = checkTrailer(line, walk)
        if (!trailerFinding.isGood) return trailerFinding
        continue
      }
      const problem = follow(walk, line)
      if (problem !== null) return bad(next, problem)
    }
  }
  return trailerFinding ?? bad(walk.sequence + 1, 'the file has no trailer: it is partial')
}

function bad(sequence: number, problem: string): Finding {
  return { isGood: false, sequence, problem }
}

/** One step along the chain. Says what is wrong, or moves `walk` on and gives null. */
function follow(walk: Walk, line: Buffer): string | null {
  const head = HEAD.exec(line.toString('latin1', 0, HEAD_BYTES))
  if (head === null) return 'the line is no record'
  const [start, sequence, claimed = '', kind] = head
  if (Number(sequence) !== walk.sequence + 1) return `sequence ${String(sequence)} stands here`
  if (line.at(-1) !== 0x7d) return 'the line has no end'
  const body = line.subarray(start.length, -1)
  const recordHash = kind === 'record' ? hash('sha256', body, 'hex') : stubHash(body)
  if (recordHash === null) return 'the stub holds no hash'
  if (chained(walk.hash, recordHash) !== claimed) return 'the record does not follow from the one before'
  if (kind === 'record' && !names(body, walk.sequence + 1)) return 'the record names another sequence'
  walk.sequence += 1
  walk.hash = claimed
  walk.recordHash = recordHash
  if (kind === 'record') walk.records += 1
  else walk.firstStub ??= walk.sequence
  return null
}

function stubHash(body: Buffer): string | null {
  return /^"([0-9a-f]{64})"$/.exec(body.toString('latin1'))?.[1] ?? null
}

function chained(previous: string, recordHash: string): string {
  return hash('sha256', Buffer.from(previous + recordHash, 'hex'), 'hex')
}

/** Inside a string the quotes would be escaped, so this can only be a member; parsing every record takes twice the time. */
function names(record: Buffer, sequence: number): boolean {
  return record.includes(`"sequence":${sequence},`) || record.includes(`"sequence":${sequence}}`)
}

/** The whole trailer follows from the walk and from the record of the export, so it is written anew and compared. */
function checkTrailer(line: Buffer, walk: Walk): Finding {
  const behind = walk.sequence + 1
  if (walk.sequence === 0) return bad(1, 'there is no record')
  const at = line.indexOf(EXPORT)
  const record = line.subarray(at + EXPORT.length, -1)
  if (at < 0 || hash('sha256', record, 'hex') !== walk.recordHash) {
    return bad(behind, 'the last record is not the one of this export: records are missing at the end')
  }
  const exported = parseJson(record)
  const details = isObject(exported) && exported['action'] === 'export_audit' ? exported['details'] : null
  if (!isObject(details)) return bad(behind, 'the last record is not the one of an export')
  const filter = canonical(details['filter'])
  if (filter === '{}' && walk.firstStub !== null) return bad(walk.firstStub, 'a record was left out of a whole export')
  const head = `{"hash":"${walk.hash}","sequence":${walk.sequence}}`
  const trailer = `{"count":${walk.records},"filter":${filter},"first":1,"head":${head},"last":${walk.sequence},"v":1}`
  const isWhole = line.at(-1) === CLOSING_BRACE && line.subarray(0, at).equals(Buffer.from(TRAILER + trailer))
  if (!isWhole) {
    return bad(behind, 'the trailer does not say what the file holds')
  }
  return { isGood: true, records: walk.records, stubs: walk.sequence - walk.records, head: walk.hash }
}

/** JSON with sorted keys and no white space, as the exporter writes it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}

/**
 * The lines that each chunk completes, without their ends; null for a last line that has none. Only \n ends a line,
 * whatever else a name may hold.
 */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<(Buffer | null)[]> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of chunks) {
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end)
      lines.push(rest.length === 0 ? line : Buffer.concat([...rest, line]))
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

/** Exit code 0 when the file holds together, 1 otherwise. */
async function main(args: readonly string[], write: (text: string) => void): Promise<number> {
  const [file, ...more] = args
  if (file === undefined || more.length > 0 || file.startsWith('--')) {
    write('Usage: npm run audit:verify -- FILE   (an audit log exported as jsonl)\n')
    return 1
  }
  try {
    const finding = await verifyExport(chunksOf(file))
    if (finding.isGood) {
      const { records, stubs, head } = finding
      write(`good: ${records} records and ${stubs} stubs, sequence 1 to ${records + stubs}, head ${head}\n`)
      return 0
    }
    write(`bad: first bad sequence ${finding.sequence}: ${finding.problem}\n`)
  } catch (cause) {
    write(`bad: the file cannot be read: ${cause instanceof Error ? cause.message : 'unknown'}\n`)
  }
  return 1
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    if (Buffer.isBuffer(chunk)) yield chunk
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text))
