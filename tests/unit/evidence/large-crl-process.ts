import { generateKeyPairSync } from 'node:crypto'
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
const ownShares: number[] = []
let outcome = ''
for (let run = 0; run < 3; run += 1) {
  const [own, whole] = [process.threadCpuUsage(), process.cpuUsage()]
  const read = await readCrl(crl, { issuer: authority.certificatePem, serials, now })
  ownShares.push(spent(process.threadCpuUsage(own)) / spent(process.cpuUsage(whole)))
  outcome = read.ok ? `${String(read.value.entries)} entries, ${String(read.value.found.size)} found` : read.error.code
}
clearInterval(sampler)
console.log(JSON.stringify({ bytes: crl.length, outcome, ownShares, grownBytes: peak - baseline }))

function spent({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}
