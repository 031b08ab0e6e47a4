import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { FetchPolicy, FetchRefusal } from '../fetch/fetch-published.ts'
import type { OcspReading, OcspRefusal } from './reading.ts'

/** The answer's bytes are what the evidence is; keep them. Times are epoch ms. */
export type OcspEvidence = { readonly bytes: Buffer; readonly fetchedAt: number; readonly reading: OcspReading }

/** What failed before there was an answer, or what is wrong with the answer; then its bytes are kept, too. */
export type OcspFailure =
  | { readonly at: 'fetch'; readonly refusal: FetchRefusal }
  | { readonly at: 'answer'; readonly refusal: OcspRefusal; readonly bytes: Buffer | null }

/** Asks the responder at `url` about one certificate, with a fresh nonce, and verifies what it says. Never throws. */
export async function askOcsp(
  url: string,
  question: {
    /** PEM. */
    readonly certificate: string
    /** The CA's certificate, PEM. */
    readonly issuer: string
    readonly policy: FetchPolicy
    /** The clock; asked once, when the answer has come. */
    readonly now: () => number
    /** Default 10 s. */
    readonly timeoutMs?: number
  },
): Promise<Result<OcspEvidence, OcspFailure>> {
  throw new Error(`not written yet: ${url} ${question.issuer}`)
}
