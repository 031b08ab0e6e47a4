import 'server-only'
import { parentPort, workerData } from 'node:worker_threads'
import type { CrlReading } from './reading.ts'
import { verifyCrl, type CrlTask } from './verify-crl.ts'

// The thread in which a long CRL is read. It is handed a copy of the bytes and says one thing: the reading, or the refusal.

/** `der` is null where it is what was handed in. */
export type ThreadReading = Omit<CrlReading, 'der'> & { readonly der: ArrayBuffer | null }
export type ThreadOrder = { readonly bytes: ArrayBuffer; readonly task: CrlTask }

const { bytes, task } = workerData as ThreadOrder
const given = Buffer.from(bytes)
const verdict = verifyCrl(given, task)
if (!verdict.ok) parentPort?.postMessage(verdict)
else {
  const { der, ...rest } = verdict.value
  const unarmoured = der === given ? null : Uint8Array.from(der).buffer
  const value: ThreadReading = { ...rest, der: unarmoured }
  parentPort?.postMessage({ ok: true, value }, unarmoured === null ? [] : [unarmoured])
}
