import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { EVERY_RECORDS } from '#lib/audit/server/checkpoint-signer.ts'
import { columns } from '#lib/audit/server/export-csv.ts'
import { verifyCsv, verifyExport } from '#lib/audit/verify/verify-export.ts'
import { example, exampleCsv, exampleKey } from './format-example.ts'

const document = readFileSync('lib/audit/FORMAT.md', 'utf8')
const blocks = [...document.matchAll(/^```\n([^]*?)\n```$/gm)].map(([, block = '']) => block)
const trust = { pinned: new Set([exampleKey.id]), kept: [] }
async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}

it.each(Object.entries(example))('the example of the format holds what its records give: %s', (_name, block) => {
  expect(blocks).toContain(block)
})

it('the example is good', async () => {
  const finding = await verifyExport(chunksOf(`${example.export}\n`), trust)
  expect(finding).toMatchObject({ isGood: true, records: 1, stubs: 2, checkpoints: 1 })
  expect(await verifyCsv(chunksOf(exampleCsv), `${example.proof}\n`, trust)).toMatchObject({ isGood: true, rows: 1 })
})

it('openssl finds the key’s id and the signature of the checkpoint as the document tells', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-format-'))
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(folder, name), content)
  }
  const line = blocks.flatMap((block) => block.split('\n')).find((text) => /^\{"checkpoint":\{"at":"2/.test(text)) ?? ''
  const [, statement = '', signature = ''] =
    /^\{"checkpoint":(\{.*\}),"publicKey":.*"signature":"(\w+)"\}$/.exec(line) ?? []
  file('key.pem', blocks.find((block) => block.startsWith('-----BEGIN PUBLIC KEY-----')) ?? '')
  file('audit-key.pub.pem', readFileSync(path.join(folder, 'key.pem')))
  file('message', `rescind audit checkpoint\n${statement}`)
  file('signature', Buffer.from(signature, 'hex'))
  const run = (command: string) => spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })
  const [fingerprint = '', verification = ''] = blocks.filter((block) => block.startsWith('openssl '))
  expect(run(fingerprint).stdout).toContain(exampleKey.id)
  expect(run(verification)).toMatchObject({ status: 0 })
  file('message', `rescind audit trailer\n${statement}`)
  expect(run(verification).status).not.toBe(0)
  rmSync(folder, { recursive: true })
})

it('the document names what the sources have', () => {
  expect(document).toContain(`the columns \`${columns.join(',')}\``)
  expect(document).toContain(`after ${EVERY_RECORDS.toLocaleString('en')} records`)
})
