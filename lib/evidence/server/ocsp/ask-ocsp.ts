import 'server-only'
import { randomBytes } from 'node:crypto'
import { err, ok, type Result } from '#lib/core/result.ts'
import { fetchPublished } from '../fetch/fetch-published.ts'
import type { FetchPolicy, FetchRefusal } from '../fetch/refusal.ts'
import { buildOcspRequest } from './build-request.ts'
import { MAX_OCSP_BYTES, readOcspAnswer } from './read-answer.ts'
import type { OcspReading, OcspRefusal } from './reading.ts'

/** The answer's bytes are what the evidence is; keep them. Times are epoch ms. */
export type OcspEvidence = { readonly bytes: Buffer; readonly fetchedAt: number; readonly reading: OcspReading }

/** What failed before there was an answer, or what is wrong with the answer; then its bytes are kept, too. */
export type OcspFailure =
  | { readonly at: 'fetch'; readonly refusal: FetchRefusal }
  | { readonly at: 'answer'; readonly refusal: OcspRefusal; readonly bytes: Buffer | null }

export type OcspTask = {
  /** PEM. */
  readonly certificate: string
  /** The CA's certificate, PEM. */
  readonly issuer: string
  readonly policy: FetchPolicy
  /** Asked when the answer has come. */
  readonly now: () => number
  /** Default 10 s. */
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 10_000

/** Asks the responder at `url` about one certificate, with a fresh nonce, and verifies what it says. Never throws. */
export async function askOcsp(url: string, task: OcspTask): Promise<Result<OcspEvidence, OcspFailure>> {
  const { certificate, issuer, policy, now, timeoutMs = DEFAULT_TIMEOUT_MS } = task
  const question = { certificate, issuer, nonce: randomBytes(32) }
  const request = buildOcspRequest(question)
  if (!request.ok) return err({ at: 'answer', refusal: request.error, bytes: null })
  const fetched = await fetchPublished(url, {
    policy,
    now,
    timeoutMs,
    limitBytes: MAX_OCSP_BYTES,
    method: 'POST',
    body: request.value,
    contentType: 'application/ocsp-request',
  })
  if (!fetched.ok) return err({ at: 'fetch', refusal: fetched.error })
  const { bytes, fetchedAt } = fetched.value
  const reading = readOcspAnswer(bytes, { ...question, now: fetchedAt })
  return reading.ok
    ? ok({ bytes, fetchedAt, reading: reading.value })
    : err({ at: 'answer', refusal: reading.error, bytes })
}
