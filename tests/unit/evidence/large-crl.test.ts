import path from 'node:path'
import { expect, it } from 'vitest'
import { runProcess } from '#tests/support/node-process.ts'

type Cost = { bytes: number; outcome: string; ownShares: number[]; grownBytes: number }

it('reads 500,000 entries in bounded memory and holds up nobody', async () => {
  const [line = ''] = await runProcess(path.resolve(import.meta.dirname, 'large-crl-process.ts'), { count: 500_000 })
  const cost = JSON.parse(line) as Cost
  expect(cost.bytes).toBeGreaterThan(18_000_000)
  expect(cost.outcome).toBe('500000 entries, 715 found')
  // Of all the work, what the thread that answers everybody else has done; its time would be other programs', too.
  expect(Math.min(...cost.ownShares), line).toBeLessThan(0.5)
  // The thread's copy of the bytes, the thread itself, and what the collectors have not taken yet.
  expect(cost.grownBytes, line).toBeLessThan(120 * 1024 * 1024)
}, 120_000)
