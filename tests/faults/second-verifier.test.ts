import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { verifyExport, type Trust } from '#lib/audit/verify/verify-export.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { mutation, trustedKeys, variantOf } from '#tests/support/audit-mutations.ts'
import { isThorough } from './seeds.ts'

// A second verifier, in Python, written from FORMAT.md by somebody who had seen neither the first nor anything else of
// the product. Both must say the same of every file: good, or bad at the same first sequence.

const COUNT = isThorough ? 10_000 : 1_000
const VARIANTS = 40
const program = path.resolve(import.meta.dirname, '../second-verifier/verify_audit.py')
const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-verifiers-'))
const trust: Trust = { pinned: new Set(trustedKeys.map((number) => auditKeyNumber(number).id)), kept: [] }

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it('agrees with the first one on every mutation, and on the files that they were made of', async () => {
  const publicKeys = trustedKeys.map((number) => {
    const file = path.join(folder, `key-${String(number)}.pem`)
    writeFileSync(file, auditKeyNumber(number).publicKeyPem)
    return file
  })
  const cases = [
    ...Array.from({ length: VARIANTS }, (_, variant) => Buffer.from(variantOf(variant).text)),
    ...Array.from({ length: COUNT }, (_, number) => mutation(number).bytes),
  ]
  const list = cases.map((bytes, index) => {
    const file = path.join(folder, `${String(index)}.jsonl`)
    writeFileSync(file, bytes)
    return JSON.stringify({ file, publicKeys, checkpoints: null })
  })
  writeFileSync(path.join(folder, 'list'), `${list.join('\n')}\n`)
  const said = execFileSync('python3', [program, '--batch', path.join(folder, 'list')], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  const second = said.trimEnd().split('\n')
  const first: string[] = []
  for (const bytes of cases) first.push(await wordOf(bytes))
  expect(second).toHaveLength(cases.length)
  const differing = cases.flatMap((_, index) =>
    first[index] === second[index]
      ? []
      : [`file ${String(index)}: ${String(first[index])}, but ${String(second[index])}`],
  )
  expect(differing).toEqual([])
  expect(first.slice(0, VARIANTS)).toEqual(Array.from({ length: VARIANTS }, () => 'good'))
  expect(new Set(first.slice(VARIANTS)).has('good')).toBe(false)
}, 180_000)

async function wordOf(bytes: Buffer): Promise<string> {
  const finding = await verifyExport(
    (async function* () {
      yield bytes
    })(),
    trust,
  )
  return finding.isGood ? 'good' : `bad ${String(finding.sequence)}`
}
