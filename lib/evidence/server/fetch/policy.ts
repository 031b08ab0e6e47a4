import 'server-only'
import type { Config } from '#lib/config/server/env.ts'
import type { FetchPolicy } from './refusal.ts'

/** The policy that the environment asks for. */
export function fetchPolicyOf({ cloud, evidence }: Pick<Config, 'cloud' | 'evidence'>): FetchPolicy {
  return {
    allowLoopback: cloud.mode === 'emulator',
    allowedPrivateHosts: evidence.crlHosts,
    proxy: { url: cloud.proxyUrl, noProxy: cloud.noProxy },
  }
}
