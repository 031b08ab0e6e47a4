import 'server-only'
import { z } from 'zod'
import { issuersOf } from '#lib/authorities/server/find.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import { certificateFileName } from '../file-name.ts'
import { derOf } from './decode.ts'
import { chainOf, withLiveWord } from './detail.ts'
import { identifierInput } from './list-input.ts'
import { askVendor } from './live-word.ts'
import { findCertificate } from './repository.ts'

export type CertificateFile = { contentType: string; fileName: string; bytes: Buffer }

/**
 * A certificate as a file: its PEM, its chain up to the root, or its DER. From the mirror, tombstones included, or from
 * the vendor where the mirror does not hold it yet: its page is there already.
 */
export const getCertificateFile = verb({
  name: 'get_certificate_file',
  permission: 'inventory.read',
  kind: 'read',
  input: z.strictObject({ identifier: identifierInput, form: z.enum(['pem', 'chain', 'der']) }),
  run: async (ctx, { identifier, form }): Promise<Result<CertificateFile, { code: 'not_found' }>> => {
    const held = await findCertificate(ctx.db, identifier)
    const isHeld = held !== null && held.pem !== ''
    const row = isHeld ? held : withLiveWord(held, await askVendor(ctx, identifier))
    if (row === null || row.pem === '') return err({ code: 'not_found' })
    const name = certificateFileName({ commonName: row.common_name, serialNumber: row.serial_number })
    if (form === 'pem') return ok(pemFile(`${name}.pem`, row.pem))
    if (form === 'chain') {
      const chain = chainOf(row, await issuersOf(ctx.db, row.ca_identifier))
      return chain === null ? err({ code: 'not_found' }) : ok(pemFile(`${name}-chain.pem`, chain))
    }
    const bytes = derOf(row.pem)
    return bytes === null
      ? err({ code: 'not_found' })
      : ok({ contentType: 'application/pkix-cert', fileName: `${name}.cer`, bytes })
  },
})

/** RFC 8555, 9.1. */
function pemFile(fileName: string, pem: string): CertificateFile {
  return { contentType: 'application/pem-certificate-chain', fileName, bytes: Buffer.from(pem) }
}
