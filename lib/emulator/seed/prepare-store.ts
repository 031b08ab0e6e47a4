import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import { createIssuers, loadIssuers, type Issuers } from '../authority/issuers.ts'
import { createSeedKeys, type SeedKeys } from '../authority/seed-keys.ts'
import type { Store } from '../store/open-store.ts'
import { seedStore } from './seed-store.ts'

export type PrepareOptions = {
  readonly boundUrl: string
  readonly publicUrl?: string
  readonly certificates?: number
  readonly seed?: number
  readonly onSeeding?: (rows: number, of: number) => void
  /** Epoch ms. */
  readonly now: number
}

export type Prepared = { readonly issuers: Issuers; readonly seedKeys: SeedKeys; readonly baseUrl: string }

const birthSchema = z.strictObject({
  seed: z.int(),
  certificates: z.int(),
  /** When the store was made: what every date offset of the seed counts from. */
  at: z.int(),
  /** Seed rows so far. */
  rows: z.int(),
})

/** CAs and seed rows at the first start, what is missing of them after a start that was killed, nothing later. */
export async function prepareStore(store: Store, options: PrepareOptions): Promise<Result<Prepared, string>> {
  const baseUrl = settleBaseUrl(store, options)
  if (!baseUrl.ok) return baseUrl
  if (store.meta.read('birth') === undefined) await bear(store, options, baseUrl.value)
  store.transaction(() => {
    store.meta.write('baseUrl', baseUrl.value)
  })
  const birth = birthSchema.parse(store.meta.read('birth'))
  const issuers = loadIssuers(store)
  const seedKeys = createSeedKeys()
  if (birth.rows < birth.certificates) {
    seedStore({ store, issuers, seedKeys }, birth, birth.rows, (rows) => {
      store.meta.write('birth', { ...birth, rows })
      options.onSeeding?.(rows, birth.certificates)
    })
  }
  return ok({ issuers, seedKeys, baseUrl: baseUrl.value })
}

/** Certificates point to the recorded address: moving it without being told would break every one of them silently. */
function settleBaseUrl(store: Store, { boundUrl, publicUrl }: PrepareOptions): Result<string, string> {
  const recorded = store.meta.read('baseUrl')
  const wanted = publicUrl ?? boundUrl
  if (typeof recorded === 'string' && recorded !== wanted && publicUrl === undefined) {
    return err(
      `the certificates in this store point to ${recorded}, not to ${boundUrl}: start there, or say --public-url`,
    )
  }
  return ok(wanted)
}

async function bear(store: Store, options: PrepareOptions, baseUrl: string): Promise<void> {
  const certificates = options.certificates ?? 1000
  const authorities = await createIssuers(baseUrl, options.now, certificates)
  store.transaction(() => {
    const ids = authorities.map((authority) => store.authorities.insert(authority))
    store.authorities.addIssued(ids[0] ?? 0, ids.length - 1)
    store.meta.write('birth', { seed: options.seed ?? 1, certificates, at: options.now, rows: 0 })
  })
}
