import { generateKeyPairSync } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readCrl } from '#lib/evidence/server/crl/read-crl.ts'
import { createRootAuthority } from '#lib/pki/authority.ts'
import { madeCrl, manyEntries, manySerial } from '#tests/support/made-crl.ts'

// A process of its own: another test's garbage must not count. Prints what reading a long CRL costs.

const { count } = JSON.parse(process.argv[2] ?? '{}') as { count: number }
const now = Date.UTC(2026, 10, 27, 12)
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const authority = createRootAuthority({
  subject: { commonName: 'Many' },
  keyPair: {
    privateKeyDer: privateKey.export({ format: 'der', type: 'pkcs8' }),
    spkiDer: publicKey.export({ format: 'der', type: 'spki' }),
  },
  serialNumber: '01',
  notBefore: now - 86_400_000,
  notAfter: now + 86_400_000,
})
const crl = madeCrl(authority, now, { entries: [manyEntries(count, now - 1000)] })
const serials = new Set(Array.from({ length: 1_000 }, (_, index) => manySerial(index * 700)))
// What making the list has left behind must not hide what reading it takes.
setFlagsFromString('--expose-gc')
;(runInNewContext('gc') as () => void)()
const baseline = process.memoryUsage.rss()
let peak = baseline
const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2)
const lagsMs: number[] = []
const timesMs: number[] = []
let outcome = ''
for (let run = 0; run < 3; run += 1) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // The timer itself has to be under way before it can be late.
  await new Promise((resolve) => setTimeout(resolve, 100))
  delay.reset()
  const startedAt = performance.now()
  const read = await readCrl(crl, { issuer: authority.certificatePem, serials, now })
  timesMs.push(Math.round(performance.now() - startedAt))
  delay.disable()
  lagsMs.push(Math.round(delay.max / 1e6))
  outcome = read.ok ? `${String(read.value.entries)} entries, ${String(read.value.found.size)} found` : read.error.code
}
clearInterval(sampler)
console.log(JSON.stringify({ bytes: crl.length, outcome, timesMs, lagsMs, grownBytes: peak - baseline }))
