import path from 'node:path'
import { expect, it } from 'vitest'
import { runProcess } from '#tests/support/node-process.ts'

type Cost = { bytes: number; outcome: string; timesMs: number[]; lagsMs: number[]; grownBytes: number }

it('reads 500,000 entries in bounded memory and holds up nobody', async () => {
  const [line = ''] = await runProcess(path.resolve(import.meta.dirname, 'large-crl-process.ts'), { count: 500_000 })
  const cost = JSON.parse(line) as Cost
  expect(cost.bytes).toBeGreaterThan(18_000_000)
  expect(cost.outcome).toBe('500000 entries, 715 found')
  // The best of three: other programs on this machine hold up everybody.
  expect(Math.min(...cost.lagsMs), line).toBeLessThan(50)
  expect(Math.min(...cost.timesMs), line).toBeLessThan(10_000)
  // The thread's copy of the bytes, the thread itself, and what the collectors have not taken yet.
  expect(cost.grownBytes, line).toBeLessThan(120 * 1024 * 1024)
}, 120_000)
