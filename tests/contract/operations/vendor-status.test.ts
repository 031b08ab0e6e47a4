import { expect, it } from 'vitest'
import { readBackAccepted, type Asked } from '#lib/operations/server/vendor-status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { writeBench } from './support.ts'

describeEachEngine('the vendor’s own status', (openStore) => {
  it('is read after acceptance, once', async () => {
    const bench = await writeBench(await openStore())
    const { operationId } = await bench.write('revoke')
    expect(await bench.operation(operationId)).toMatchObject({ vendorRevokeTime: null })
    expect(await readBackAccepted(bench.ctx, new Map())).toBe(1)
    expect((await bench.operation(operationId)).vendorRevokeTime).not.toBeNull()
    expect(await readBackAccepted(bench.ctx, new Map())).toBe(0)
  })

  it('is asked for less and less often where it does not show what was accepted', async () => {
    const bench = await writeBench(await openStore())
    await bench.write('revoke')
    const askedAt: number[] = []
    const { getStatuses } = bench.cloud
    bench.cloud.readFailure = { kind: 'forbidden', message: 'no' }
    bench.cloud.getStatuses = async (...input) => {
      askedAt.push(turn)
      return getStatuses(...input)
    }
    const memory: Asked = new Map()
    let turn = 0
    for (; turn < 720; turn += 1) {
      bench.pass(5_000)
      await readBackAccepted(bench.ctx, memory)
    }
    // An hour in turns of five seconds: often in the beginning, by its end every three minutes.
    expect(askedAt.filter((at) => at < 12).length).toBeGreaterThan(8)
    expect(askedAt.length).toBeLessThan(100)
    expect((askedAt.at(-1) ?? 0) - (askedAt.at(-2) ?? 0)).toBeGreaterThan(30)
  })
})
