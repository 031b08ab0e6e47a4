import 'server-only'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import { findCrl, readCrlBytes } from './repository.crls.ts'

export type CrlFile = { fileName: string; bytes: Buffer }

/** A kept CRL as its CA signed it: DER. */
export const getCrlFile = verb({
  name: 'get_crl_file',
  permission: 'authorities.read',
  kind: 'read',
  input: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async ({ db }, { sha256 }): Promise<Result<CrlFile, { code: 'not_found' }>> => {
    const [crl, bytes] = await Promise.all([findCrl(db, sha256), readCrlBytes(db, sha256)])
    if (crl === null || bytes === null) return err({ code: 'not_found' })
    return ok({
      fileName: `${crl.number === null ? sha256.slice(0, 16) : `crl-${crl.number}-${sha256.slice(0, 8)}`}.crl`,
      bytes,
    })
  },
})
