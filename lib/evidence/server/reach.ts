import 'server-only'
import type { Config } from '#lib/config/server/env.ts'
import type { EvidenceContext } from './context.ts'
import { fetchPublished } from './fetch/fetch-published.ts'
import { fetchPolicyOf } from './fetch/policy.ts'
import { askOcsp } from './ocsp/ask-ocsp.ts'

const LARGEST_CRL_BYTES = 64 * 1024 * 1024
const CRL_WITHIN_MS = 60_000
const OCSP_WITHIN_MS = 10_000

/** How a process reaches CRLs and responders, as the environment allows it to. */
export function reachFor(config: Pick<Config, 'cloud' | 'evidence'>): Pick<EvidenceContext, 'fetchCrl' | 'askOcsp'> {
  const policy = fetchPolicyOf(config)
  return {
    fetchCrl: (url) => fetchPublished(url, { policy, limitBytes: LARGEST_CRL_BYTES, timeoutMs: CRL_WITHIN_MS }),
    askOcsp: (url, about) => askOcsp(url, { ...about, policy, timeoutMs: OCSP_WITHIN_MS }),
  }
}
