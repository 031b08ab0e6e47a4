import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { ReadFailure } from './port.ts'

/** A pair, with a token when it is temporary (STS). Never logged, never in an error, never in an exchange. */
export type Credentials = {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
  /** The x-acs-credentials-provider header: `static_ak`, `static_sts`, `default/env`, … */
  readonly provider: string
}

/** Where the pair comes from, asked anew for every request: temporary ones change while we run. */
export type CredentialSource = { readonly resolve: () => Promise<Result<Credentials, ReadFailure>> }

/** One fixed pair: the emulator's, or one named explicitly. */
export function staticCredentials(pair: {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string
}): CredentialSource {
  const provider = pair.securityToken === undefined ? 'static_ak' : 'static_sts'
  const answer = ok({ ...pair, provider })
  return { resolve: async () => answer }
}

/** What we need of the vendor's `Credential`. */
export type VendorCredential = { getCredential: () => Promise<unknown> }

const vendorAnswer = z.object({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  securityToken: z.string().optional(),
  providerName: z.string().optional(),
})

// The chain may ask a metadata service, an STS endpoint or an external program; none of them may hang a request.
const chainTimeoutMs = 15_000

/**
 * The vendor's default chain: environment, OIDC, CLI profile, credentials file, ECS role, credentials URI. It reads
 * the environment itself. After a total failure it would stick to the last provider for ever, so the next request
 * gets a new one. Its messages quote files and addresses that we do not control, so none of them is passed on.
 */
export function vendorCredentialChain(
  create: () => Promise<VendorCredential> = createVendorCredential,
  timeoutMs = chainTimeoutMs,
): CredentialSource {
  let current: Promise<VendorCredential> | null = null
  return {
    resolve: async () => {
      const asked = (current ??= create())
      try {
        const answer = asked.then((credential) => credential.getCredential())
        return ok(readVendorAnswer(await withinTime(answer, timeoutMs)))
      } catch {
        if (current === asked) current = null
        return err(noCredentials)
      }
    },
  }
}

const noCredentials: ReadFailure = {
  kind: 'no_credentials',
  message:
    'No credentials were found. Looked, in this order, in ALIBABA_CLOUD_ACCESS_KEY_ID and its secret, an OIDC role, ' +
    'the CLI profile, the credentials file, the ECS instance role and ALIBABA_CLOUD_CREDENTIALS_URI.',
}

function readVendorAnswer(answer: unknown): Credentials {
  const { securityToken, providerName, ...pair } = vendorAnswer.parse(answer)
  return {
    ...pair,
    ...(securityToken !== undefined && securityToken !== '' && { securityToken }),
    provider: providerName ?? 'default',
  }
}

async function withinTime<Value>(answer: Promise<Value>, timeoutMs: number): Promise<Value> {
  const timer = new AbortController()
  const late = delay(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error('the credential chain did not answer in time')
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    timer.abort()
    late.catch(() => undefined)
  }
}

/**
 * Loaded on first use (half a second, and only where a real account is used). A CommonJS package: plain Node puts
 * its default export under `default.default`, a bundler under `default`.
 */
async function createVendorCredential(): Promise<VendorCredential> {
  const loaded: unknown = await import('@alicloud/credentials')
  const constructor = findConstructor(loaded)
  if (!constructor) throw new Error('@alicloud/credentials has no default export')
  return new constructor()
}

function findConstructor(loaded: unknown): (new () => VendorCredential) | null {
  if (typeof loaded === 'function') return loaded as new () => VendorCredential
  if (typeof loaded !== 'object' || loaded === null || !('default' in loaded)) return null
  return findConstructor(loaded.default)
}
