import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { kitFiles, type KitFile } from '#lib/audit/kit.ts'
import { getAuditKit } from '#lib/audit/server/kit.ts'
import { auditKeyNumber, privateKeyNumber } from '#tests/support/audit-key.ts'
import { describeEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, textOf, user } from './support.ts'

// It reads nothing of the store but refuses by it: one engine shows that.
describeEngine('sqlite', 'what verifies an export elsewhere', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })
  async function fileOf(file: KitFile) {
    const result = await getAuditKit(contextOf(store, user('auditor')), { file })
    if (!result.ok) throw new Error(result.error.code)
    return { ...result.value, text: await textOf(result.value.body) }
  }

  it('is the verifier and the format as they stand in the sources', async () => {
    const verifier = await fileOf('verifier')
    expect(verifier).toMatchObject({ fileName: 'verify-export.ts', contentType: 'text/plain; charset=utf-8' })
    expect(verifier.text).toBe(readFileSync('lib/audit/verify/verify-export.ts', 'utf8'))
    const format = await fileOf('format')
    expect(format.fileName).toBe('FORMAT.md')
    expect(format.text).toBe(readFileSync('lib/audit/FORMAT.md', 'utf8'))
  })

  it('is the public half of the key, and nothing of the private one', async () => {
    const { fileName, text } = await fileOf('public-key')
    expect(fileName).toBe(`rescind-audit-key-${auditKeyNumber(1).id.slice(0, 16)}.pub.pem`)
    expect(createPublicKey(text).equals(createPublicKey(privateKeyNumber(1)))).toBe(true)
    const secret = privateKeyNumber(1).export({ type: 'pkcs8', format: 'der' })
    expect(text).not.toContain('PRIVATE')
    expect(Buffer.from(text.replaceAll(/-.*-|\n/g, ''), 'base64').includes(secret.subarray(-32))).toBe(false)
  })

  it('is for whoever may export, and leaves a record only where it is refused', async () => {
    const records = () => store.db.selectFrom('audit_events').select(['action', 'outcome']).execute()
    expect(await records()).toEqual([])
    for (const file of kitFiles) {
      const refused = await getAuditKit(contextOf(store, user('operator')), { file })
      expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden', permission: 'audit.export' } })
    }
    expect(await records()).toEqual(kitFiles.map(() => ({ action: 'export_audit', outcome: 'denied' })))
    const outside = await getAuditKit(contextOf(store, user('auditor')), { file: '../../data/audit-key.pem' })
    expect(outside).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })
})
