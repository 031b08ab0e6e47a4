import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { getCertificateFile } from '#lib/certificates/server/file.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const file = (name: string) => path.resolve('tests/vectors/certificates', `${name}.pem`)
const [leaf, issuer] = ['leaf', 'issuer'].map((name) => readFileSync(file(name), 'utf8'))
const chain = `${leaf ?? ''}${issuer ?? ''}`

describeEachEngine('get_certificate_file', (openStore) => {
  it('gives the bytes that openssl reads, under a name that no certificate can choose', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]))
    const commonName = '../\u202e"x'
    await mirrorAll(ctx, [certificateOf('leaf', { pem: leaf ?? '', chain, commonName, serialNumber: '5e01' })])
    const got = async (form: string) => {
      const result = await getCertificateFile(ctx, { identifier: 'leaf', form })
      if (!result.ok) throw new Error(result.error.code)
      return result.value
    }
    const der = execFileSync('openssl', ['x509', '-in', file('leaf'), '-outform', 'DER'])
    expect(await got('der')).toEqual({ contentType: 'application/pkix-cert', fileName: 'x-5e01.cer', bytes: der })
    expect(await got('pem')).toMatchObject({ fileName: 'x-5e01.pem', bytes: Buffer.from(leaf ?? '') })
    expect(await got('chain')).toMatchObject({ fileName: 'x-5e01-chain.pem', bytes: Buffer.from(chain) })
  })

  it('gives what the vendor has and the mirror does not hold yet', async () => {
    const issued = certificateOf('just issued', { pem: leaf ?? '', chain, commonName: 'new', serialNumber: '5e01' })
    const ctx = contextOn(await openStore(), scriptedCloud([issued]))
    await mirrorAll(ctx, [certificateOf('pending before', { pem: '' })])
    for (const form of ['pem', 'chain'] as const) {
      expect(await getCertificateFile(ctx, { identifier: 'just issued', form })).toMatchObject({
        value: { bytes: Buffer.from(form === 'pem' ? (leaf ?? '') : chain) },
      })
    }
    expect((await listed(ctx)).items.map(({ identifier }) => identifier)).toEqual(['pending before'])
  })

  it('gives none where there is none, and knows no other form', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]))
    await mirrorAll(ctx, [certificateOf('pending', { pem: '' })])
    for (const identifier of ['pending', 'nobody']) {
      expect(await getCertificateFile(ctx, { identifier, form: 'pem' })).toMatchObject({ error: { code: 'not_found' } })
    }
    expect(await getCertificateFile(ctx, { identifier: 'pending', form: 'p12' })).toMatchObject({
      error: { code: 'invalid_input' },
    })
  })
})
