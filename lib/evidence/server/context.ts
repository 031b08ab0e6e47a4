import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Fetched } from './fetch/fetch-published.ts'
import type { FetchRefusal } from './fetch/refusal.ts'
import type { askOcsp } from './ocsp/ask-ocsp.ts'

/** What looking for evidence needs. How to reach the network is handed in: by the worker as the environment allows. */
export type EvidenceContext = Pick<VerbContext, 'actor' | 'correlationId' | 'clock' | 'db' | 'log'> & {
  readonly fetchCrl: (url: string) => Promise<Result<Fetched, FetchRefusal>>
  readonly askOcsp: (
    url: string,
    about: { certificate: string; issuer: string; now: () => number },
  ) => ReturnType<typeof askOcsp>
}
