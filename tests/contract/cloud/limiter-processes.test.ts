import { afterEach, expect, it } from 'vitest'
import type { CallingOrders } from '#tests/support/calling-process.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { runProcess } from '#tests/support/node-process.ts'
import { strictVendor, type StrictVendor } from '#tests/support/strict-vendor.ts'

describeEachEngine('two processes under one limit', (openStore) => {
  let vendor: StrictVendor | null = null
  afterEach(async () => {
    await vendor?.close()
  })

  it.each(['provable', 'fast'] as const)(
    'are never refused by a vendor that counts strictly (%s)',
    async (mode) => {
      const { options } = await openStore()
      vendor = await strictVendor()
      const orders: CallingOrders = { store: options, host: vendor.host, calls: 40, mode }
      await Promise.all([1, 2].map(() => runProcess('tests/support/calling-process.ts', orders)))
      expect(vendor.window.refused).toBe(0)
      expect(vendor.window.accepted).toHaveLength(80)
    },
    60_000,
  )
})
