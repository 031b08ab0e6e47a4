import { spawnSync } from 'node:child_process'
import { createHash, hash, randomUUID } from 'node:crypto'
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { recordBytes } from '#lib/audit/server/record-bytes.ts'
import { auditKeyNumber } from '../support/audit-key.ts'
import { checkpointLine, recordLine, trailerOf } from '../support/audit-export.ts'
import { median } from './print.ts'
import type { Row } from './row.ts'

const RECORDS = 1_000_000
/** As often as the worker signs when much happens. */
const CHECKPOINT_EVERY = 1_000
const WITHIN_S = 7
const RUNS = 3

/**
 * G7: the offline verifier, as a process of its own, over a million records. The floor is to read the file and to hash it
 * once as a whole.
 */
export async function benchVerify(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-million-'))
  try {
    const file = path.join(folder, 'audit.jsonl')
    const key = path.join(folder, 'key.pub.pem')
    writeFileSync(key, auditKeyNumber(1).publicKeyPem)
    writeExport(file)
    const [figures, floors]: [number[], number[]] = [[], []]
    for (let run = 0; run < RUNS; run += 1) {
      figures.push(await seconds(async () => verify(file, key)))
      floors.push(await seconds(() => hashOf(file)))
    }
    const [figure, floor] = [median(figures), median(floors)]
    const name = `G7 offline verifier, ${RECORDS.toLocaleString('en')} records`
    return [{ name, figure, floor, ratio: figure / floor, unit: 's', target: { atMost: WITHIN_S / floor } }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function verify(file: string, key: string): void {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['lib/audit/verify/verify-export.ts', file, '--public-key', key],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stdout)
}

async function hashOf(file: string): Promise<void> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) digest.update(chunk as Buffer)
  digest.digest()
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return (performance.now() - startedAt) / 1_000
}

/** Records as those of a revocation, the last one that of the export. */
function writeExport(file: string): void {
  const handle = openSync(file, 'w')
  let previous = '0'.repeat(64)
  let lines = ''
  for (let sequence = 1; sequence <= RECORDS; sequence += 1) {
    const record = recordAt(sequence)
    const recordHash = hash('sha256', record, 'hex')
    previous = hash('sha256', Buffer.from(previous + recordHash, 'hex'), 'hex')
    const one = { sequence, record, recordHash, hash: previous, at: sequence }
    lines += `${recordLine(one)}\n`
    if (sequence % CHECKPOINT_EVERY === 0) lines += `${checkpointLine(one, 1)}\n`
    if (sequence === RECORDS) {
      const counts = { count: RECORDS, checkpoints: RECORDS / CHECKPOINT_EVERY, filter: {}, last: one }
      lines += `${trailerOf(counts, 1)}\n`
    }
    if (lines.length < 4_000_000 && sequence < RECORDS) continue
    writeSync(handle, lines)
    lines = ''
  }
  closeSync(handle)
}

const [user, session, correlation] = [randomUUID(), hash('sha256', 'session', 'hex'), randomUUID()]

function recordAt(sequence: number): string {
  const isExport = sequence === RECORDS
  return recordBytes({
    v: 1,
    sequence,
    at: new Date(Date.UTC(2026, 10, 24) + sequence).toISOString(),
    actor: { kind: 'user', label: 'operator@example.test', userId: user, role: 'operator', session },
    address: '192.0.2.7',
    action: isExport ? 'export_audit' : 'revoke_certificate',
    outcome: isExport ? 'done' : 'succeeded',
    target: isExport
      ? null
      : { identifier: `id-${sequence}`, serialNumber: '0a'.repeat(16), commonName: 'gateway.example.test' },
    requestId: isExport ? null : correlation,
    operationId: isExport ? null : user,
    reason: isExport ? null : 'keyCompromise',
    ticket: null,
    comment: null,
    correlationId: correlation,
    details: isExport ? { filter: {}, format: 'jsonl' } : null,
  })
}
