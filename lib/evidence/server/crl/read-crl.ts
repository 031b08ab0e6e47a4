import 'server-only'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { CrlReading, CrlRefusal } from './reading.ts'
import type { ThreadOrder, ThreadReading } from './read-crl-thread.ts'
import { verifyCrl, type CrlTask } from './verify-crl.ts'

export type CrlQuestion = {
  /** The CA's own certificate, PEM. */
  readonly issuer: string
  /** Serial numbers in hex, as the mirror writes them; compared without leading zeros and case. */
  readonly serials: ReadonlySet<string>
  /** Epoch ms. */
  readonly now: number
  /**
   * The addresses under which the CA publishes (the certificates' pointers, its own CrlUrl). A CRL that is said to be
   * for one distribution point only is read when it names one of them, and refused otherwise (RFC 5280, 6.3.3 b 2 i).
   */
  readonly pointers?: readonly string[]
  /** Default 64 MiB. */
  readonly limitBytes?: number
  /** Default 60 s. */
  readonly timeoutMs?: number
}

const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024
const DEFAULT_TIMEOUT_MS = 60_000
// Some 1,700 entries: read in a few milliseconds, which is less than what a thread costs.
const ON_THE_SPOT_BYTES = 64 * 1024

/**
 * Reads a complete CRL (RFC 5280, 5) in DER or PEM from a server that nobody trusts, and verifies it: signature of
 * `issuer`, issuer name and key identifier, times, extensions. A long one in a thread of its own, one after another, so
 * that half a million entries hold up nobody. Never throws for what the bytes or the PEM hold.
 */
export async function readCrl(bytes: Uint8Array, question: CrlQuestion): Promise<Result<CrlReading, CrlRefusal>> {
  const { limitBytes = DEFAULT_LIMIT_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS, pointers = [] } = question
  if (bytes.length > limitBytes) return err({ code: 'too_large', detail: 'it is larger than a CRL may be', head: null })
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const task = { issuer: question.issuer, serials: question.serials, now: question.now, pointers }
  if (view.length <= ON_THE_SPOT_BYTES) return verifyCrl(view, task)
  const turn = lastTurn.then(() => verifyInThread(view, task, timeoutMs))
  lastTurn = turn.catch(() => undefined)
  return turn
}

/** One thread at a time: what bounds the memory of one CRL would not bound that of fifty. */
let lastTurn: Promise<unknown> = Promise.resolve()

async function verifyInThread(view: Buffer, task: CrlTask, timeoutMs: number): Promise<Result<CrlReading, CrlRefusal>> {
  const verdict = await runThread({ bytes: await copyOf(view), task }, timeoutMs)
  if (!verdict.ok) return verdict
  const { der, ...rest } = verdict.value
  return ok({ ...rest, der: der === null ? view : Buffer.from(der) })
}

const COPIED_AT_ONCE_BYTES = 1024 * 1024

/** The thread needs bytes of its own, since the caller keeps these; others have their turn while they are copied. */
async function copyOf(view: Buffer): Promise<ArrayBuffer> {
  const copy = new Uint8Array(view.length)
  for (let at = 0; at < view.length; at += COPIED_AT_ONCE_BYTES) {
    copy.set(view.subarray(at, at + COPIED_AT_ONCE_BYTES), at)
    await setImmediate()
  }
  return copy.buffer
}

// Every process of ours runs in the folder of the sources. Next's bundler reads this line, too, and bundles the thread.
const THREAD_FILE = path.resolve('lib/evidence/server/crl/read-crl-thread.ts')

function runThread(order: ThreadOrder, timeoutMs: number): Promise<Result<ThreadReading, CrlRefusal>> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD_FILE, {
      workerData: order,
      transferList: [order.bytes],
      // What is read there is hostile: it is given no secret, and not the console's door (--import).
      env: {},
      execArgv: ['--conditions=react-server', '--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    const timer = setTimeout(() => {
      resolve(err({ code: 'took_too_long', detail: 'reading it took too long', head: null }))
      void thread.terminate()
    }, timeoutMs)
    thread.once('message', resolve)
    thread.once('error', (cause: Error & { code?: string }) => {
      if (cause.code !== 'ERR_WORKER_OUT_OF_MEMORY') reject(cause)
      else resolve(err({ code: 'too_large', detail: 'reading it takes too much memory', head: null }))
    })
    thread.once('exit', () => {
      clearTimeout(timer)
      reject(new Error('the thread that reads CRLs ended without a word'))
    })
  })
}
