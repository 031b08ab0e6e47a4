import { expect, it } from 'vitest'
import { annotateCertificate } from '#lib/annotations/server/annotate.ts'
import type { Annotation } from '#lib/annotations/annotation.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { recordReading } from '#lib/certificates/server/mirror.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { asAnother, contextOn, signedInUser } from '#tests/support/write-context.ts'

const hostile = '\u202e=HYPERLINK("http://x")\u0000<script>\n\u2066second line\ud800'

describeEachEngine('annotate_certificate', (openStore) => {
  async function benchWith(identifiers: string[]) {
    const store = await openStore()
    const time = { now: Date.UTC(2026, 10, 24, 12) }
    const clock = { now: () => time.now }
    const certificates = identifiers.map((identifier) => certificateOf(identifier))
    const cloud = scriptedCloud(certificates, clock.now)
    const lin = await signedInUser(store, 'operator', 'lin')
    const wei = await signedInUser(store, 'operator', 'wei')
    const ctx = contextOn(store, cloud, { clock, actor: lin })
    await mirrorAll(ctx, certificates)
    return { store, ctx, cloud, time, colleague: asAnother(ctx, wei), certificates }
  }

  const wish = (identifier: string, version: number, more: object = {}) => ({
    identifier,
    version,
    owner: '',
    tags: [] as string[],
    note: '',
    ...more,
  })

  async function annotationOn(ctx: VerbContext, identifier: string) {
    const result = await getCertificate(ctx, { identifier })
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  const records = (db: Database) =>
    db.selectFrom('audit_events').select('record').where('action', '=', 'annotate_certificate').execute()

  it('keeps owner, tags and note with who wrote them, and the audit has before and after', async () => {
    const { ctx, colleague, time } = await benchWith(['one'])
    const first = await annotateCertificate(
      ctx,
      wish('one', 0, { owner: ' 支付平台 Payments ', tags: ['Prod', 'pinned', 'PROD'], note: 'Tell\r\nthem first. ' }),
    )
    const written = { owner: '支付平台 Payments', tags: ['Prod', 'pinned'], note: 'Tell\nthem first.' }
    expect(first).toEqual({
      ok: true,
      value: { ...written, version: 1, updatedAt: '2026-11-24T12:00:00.000Z', updatedBy: 'lin@example.test' },
    })
    time.now += 60_000
    const changed = { ...written, tags: ['pinned'] }
    expect(await annotateCertificate(colleague, wish('one', 1, changed))).toMatchObject({ ok: true })
    expect(await annotationOn(ctx, 'one')).toMatchObject({
      annotation: { ...changed, version: 2, updatedBy: 'wei@example.test' },
      annotationChanges: [
        { at: '2026-11-24T12:01:00.000Z', by: 'wei@example.test', changed: ['tags'], auditSequence: 2 },
        { by: 'lin@example.test', changed: ['owner', 'tags', 'note'], auditSequence: 1 },
      ],
    })
    // Who revokes it is told whom that concerns.
    expect(await previewRevocation(ctx, { identifier: 'one' })).toMatchObject({ value: { owner: written.owner } })
    const [, last] = await records(ctx.db)
    expect(JSON.parse(last?.record ?? '')).toMatchObject({
      action: 'annotate_certificate',
      outcome: 'done',
      target: { identifier: 'one', commonName: 'one.example' },
      details: { version: 2, from: written, to: changed },
    })
  })

  it('gives whoever was slower both texts, and loses neither', async () => {
    const { ctx, colleague } = await benchWith(['one'])
    const both = await Promise.all([
      annotateCertificate(ctx, wish('one', 0, { note: 'mine' })),
      annotateCertificate(colleague, wish('one', 0, { note: 'theirs' })),
    ])
    const stored = both.find(({ ok }) => ok)
    const refused = both.find(({ ok }) => !ok)
    const current = (stored as { value: Annotation }).value
    expect(refused).toEqual({ ok: false, error: { code: 'annotation_changed', current } })
    expect((await annotationOn(ctx, 'one')).annotation).toEqual(current)
    expect(await records(ctx.db)).toHaveLength(1)
    expect(await annotateCertificate(ctx, wish('one', 7, { note: 'out of the blue' }))).toMatchObject({ ok: false })
  })

  it('of twenty people who write on the same version lets one through', async () => {
    const { ctx } = await benchWith(['one'])
    await annotateCertificate(ctx, wish('one', 0, { note: 'first' }))
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        annotateCertificate(asAnother(ctx), wish('one', 1, { note: `n${String(index)}`, tags: [`t${String(index)}`] })),
      ),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(1)
    const { annotation } = await annotationOn(ctx, 'one')
    expect(annotation.tags).toEqual([annotation.note.replace('n', 't')])
  })

  it('takes what stands there already for no change', async () => {
    const { ctx } = await benchWith(['one'])
    const once = wish('one', 0, { owner: 'a', tags: ['x'], note: 'n' })
    const first = await annotateCertificate(ctx, once)
    expect(await annotateCertificate(ctx, once)).toEqual(first)
    expect(await records(ctx.db)).toHaveLength(1)
  })

  it('outlives readings of the vendor and the deletion of the certificate', async () => {
    const { ctx, cloud, certificates, time } = await benchWith(['one'])
    await annotateCertificate(ctx, wish('one', 0, { owner: 'a', tags: ['x'], note: 'n' }))
    const { annotation } = await annotationOn(ctx, 'one')
    time.now += 3_600_000
    await mirrorAll(
      ctx,
      certificates.map((certificate) => ({ ...certificate, alias: 'renamed' })),
      { passId: 2 },
    )
    expect((await annotationOn(ctx, 'one')).annotation).toEqual(annotation)
    cloud.certificates.delete('one')
    await ctx.db
      .updateTable('certificates')
      .set({ deleted_at: time.now, deleted_how: 'elsewhere' })
      .where('identifier', '=', 'one')
      .execute()
    expect(await annotationOn(ctx, 'one')).toMatchObject({ status: 'deleted', annotation })
    expect(await annotateCertificate(ctx, wish('one', 1, { note: 'gone' }))).toMatchObject({ ok: true })
  })

  it('stores hostile text as text, and refuses what no line is made of', async () => {
    const { ctx } = await benchWith(['one'])
    expect(await annotateCertificate(ctx, wish('one', 0, { note: hostile }))).toMatchObject({
      ok: true,
      value: { note: hostile.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd') },
    })
    for (const wrong of [
      { owner: hostile },
      { owner: 'a'.repeat(101) },
      { note: 'a'.repeat(4001) },
      { tags: ['\u202eprod'] },
      { tags: ['a'.repeat(41)] },
      { tags: Array.from({ length: 21 }, (_, index) => String(index)) },
      { version: -1 },
      { surprise: true },
    ]) {
      expect(await annotateCertificate(ctx, wish('one', 1, wrong))).toMatchObject({
        ok: false,
        error: { code: 'invalid_input' },
      })
    }
    expect(await records(ctx.db)).toHaveLength(1)
  })

  it('writes on nothing that nobody has seen, and for nobody who only reads', async () => {
    const { store, ctx } = await benchWith(['one'])
    expect(await annotateCertificate(ctx, wish('two', 0, { note: 'n' }))).toEqual({
      ok: false,
      error: { code: 'certificate_not_found' },
    })
    for (const role of ['viewer', 'auditor'] as const) {
      const reader = asAnother(ctx, await signedInUser(store, role, role))
      expect(await annotateCertificate(reader, wish('one', 0, { note: 'n' }))).toMatchObject({
        ok: false,
        error: { code: 'forbidden', heldBy: ['operator', 'admin'] },
      })
    }
    expect(await ctx.db.selectFrom('certificate_annotations').selectAll().execute()).toEqual([])
  })

  it('lets lists ask by owner, by tag and by all that is written, in whatever way', async () => {
    const { ctx } = await benchWith(['one', 'two', 'three'])
    await annotateCertificate(ctx, wish('one', 0, { owner: 'Payments', tags: ['Prod', '核心'] }))
    await annotateCertificate(ctx, wish('two', 0, { owner: 'ＰＡＹＭＥＮＴＳ', tags: ['prod'] }))
    await annotateCertificate(ctx, wish('three', 0, { note: 'moves to the payments team' }))
    const found = async (q: string) => (await listed(ctx, { q })).items.map(({ identifier }) => identifier).toSorted()
    expect(await found('owner:pay')).toEqual(['one', 'two'])
    expect(await found('-owner:payments')).toEqual(['three'])
    expect(await found('owner:none')).toEqual(['three'])
    expect(await found('-owner:none')).toEqual(['one', 'two'])
    expect(await found('tag:none OR tag:核心')).toEqual(['one', 'three'])
    expect(await found('tag:PROD')).toEqual(['one', 'two'])
    expect(await found('tag:核心')).toEqual(['one'])
    expect(await found('tag:pro')).toEqual([])
    expect(await found('note:PAYMENTS')).toEqual(['one', 'three', 'two'])
    expect(await found('note:%')).toEqual([])
  })

  it('is not undone by a certificate that turns out not to be deleted', async () => {
    const { ctx, time } = await benchWith(['one'])
    await annotateCertificate(ctx, wish('one', 0, { owner: 'a' }))
    await ctx.db.updateTable('certificates').set({ deleted_at: time.now, deleted_how: 'elsewhere' }).execute()
    time.now += 60_000
    await transaction(ctx.db, (trx) => recordReading(trx, ctx, { value: certificateOf('one'), readAt: time.now }))
    expect(await annotationOn(ctx, 'one')).toMatchObject({ status: 'valid', annotation: { owner: 'a', version: 1 } })
  })
})
