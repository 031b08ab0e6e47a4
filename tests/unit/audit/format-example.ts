import { hash } from 'node:crypto'
import type { AuditRecord } from '#lib/audit/record.ts'
import { recordBytes } from '#lib/audit/server/record-bytes.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'

// The worked example of lib/audit/FORMAT.md, made from its records: the document must hold just these blocks.

const key = auditKeyNumber(7)
const filter = { action: ['revoke_certificate'] }

const common = {
  v: 1,
  address: null,
  target: null,
  requestId: null,
  operationId: null,
  reason: null,
  ticket: null,
  comment: null,
  details: null,
} as const

const records: AuditRecord[] = [
  {
    ...common,
    sequence: 1,
    at: '2026-11-28T08:00:00.000Z',
    actor: { kind: 'shell', label: 'shell' },
    action: 'change_audit_key',
    outcome: 'done',
    correlationId: 'c1',
    details: { keyId: key.id, previousKeyId: null },
  },
  {
    ...common,
    sequence: 2,
    at: '2026-11-28T08:00:01.500Z',
    actor: { kind: 'user', label: 'wang@example.test', userId: 'u1', role: 'operator', session: 's1' },
    address: '192.0.2.7',
    action: 'revoke_certificate',
    outcome: 'succeeded',
    target: { identifier: 'id-7', serialNumber: '0a1b', commonName: '王芳 "\u202e"' },
    requestId: 'R-1',
    operationId: 'o1',
    reason: 'keyCompromise',
    ticket: 'T-1',
    comment: 'two\nlines',
    correlationId: 'c2',
  },
  {
    ...common,
    sequence: 3,
    at: '2026-11-28T08:02:00.000Z',
    actor: { kind: 'user', label: 'audit@example.test', userId: 'u2', role: 'auditor', session: 's2' },
    address: '192.0.2.8',
    action: 'export_audit',
    outcome: 'done',
    correlationId: 'c3',
    details: { filter, format: 'jsonl' },
  },
]

const sha256 = (bytes: string | Buffer) => hash('sha256', bytes, 'hex')
const link = (previous: string, recordHash: string) => sha256(Buffer.from(previous + recordHash, 'hex'))

const [first, second, third] = records.map(recordBytes) as [string, string, string]
const [r1, r2, r3] = [sha256(first), sha256(second), sha256(third)]
const h1 = link('0'.repeat(64), r1)
const h2 = link(h1, r2)
const h3 = link(h2, r3)

const checkpoint = `{"at":"2026-11-28T08:01:00.000Z","hash":"${h2}","keyId":"${key.id}","sequence":2,"v":1}`
const trailer = `{"checkpoints":1,"count":1,"filter":{"action":["revoke_certificate"]},"first":1,"head":{"hash":"${h3}","sequence":3},"keyId":"${key.id}","last":3,"v":2}`
const csv = 'sequence,comment\r\n2,two[U+000A]lines\r\n'
const proof = `{"filter":{"action":["revoke_certificate"]},"head":{"hash":"${h3}","sequence":3},"keyId":"${key.id}","rows":1,"sha256":"${sha256(csv)}","v":1}`
const signed = (kind: 'checkpoint' | 'trailer' | 'csv', statement: string) =>
  `"publicKey":"${key.publicKey}","signature":"${key.sign(kind, statement)}"`

export const exampleKey = key
export const example = {
  export: [
    `{"sequence":1,"hash":"${h1}","recordHash":"${r1}"}`,
    `{"sequence":2,"hash":"${h2}","record":${second}}`,
    `{"checkpoint":${checkpoint},${signed('checkpoint', checkpoint)}}`,
    `{"sequence":3,"hash":"${h3}","recordHash":"${r3}"}`,
    `{"trailer":${trailer},${signed('trailer', trailer)},"export":${third}}`,
  ].join('\n'),
  left: [first, third].join('\n'),
  numbers: [
    `bytes of record 1      ${Buffer.byteLength(first)}`,
    `bytes of record 2      ${Buffer.byteLength(second)}`,
    `recordHash of 1        ${r1}`,
    `recordHash of 2        ${r2}`,
    `recordHash of 3        ${r3}`,
    `hash of 1              ${h1}`,
    `hash of 2              ${h2}`,
    `hash of 3              ${h3}`,
    `key id                 ${key.id}`,
    `signature of 2         ${key.sign('checkpoint', checkpoint)}`,
    `signature of trailer   ${key.sign('trailer', trailer)}`,
  ].join('\n'),
  publicKey: key.publicKeyPem.trimEnd(),
  proof: `{"csv":${proof},${signed('csv', proof)}}`,
}
/** Its line ends cannot be shown in the document. */
export const exampleCsv = csv
