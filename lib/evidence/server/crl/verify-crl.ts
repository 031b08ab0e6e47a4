import 'server-only'
import { createHash } from 'node:crypto'
import { DerError } from '#lib/certificates/server/der.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { CLOCK_SKEW_MS } from '../clock-skew.ts'
import { certificateDer, unarmour } from '../der/pem.ts'
import { verifySignature } from '../der/verify-signature.ts'
import { keyIdentifierOf, keyUsageOf, readX509, type X509 } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import { readEntries } from './crl-entries.ts'
import { authorityKeyIdentifierOf, crlNumberOf, refusePartial } from './crl-extensions.ts'
import { readList, type CrlList } from './crl-list.ts'
import type { CrlHead, CrlReading, CrlRefusal, CrlRefusalCode } from './reading.ts'
import { WantedSerials } from './wanted-serials.ts'

/** What read-crl.ts is asked, complete and fit to be handed to a thread. */
export type CrlTask = {
  readonly issuer: string
  readonly serials: ReadonlySet<string>
  readonly now: number
  readonly pointers: readonly string[]
}

/** Reads and verifies one CRL on the spot; read-crl.ts says what and when in a thread. Does not throw. */
export function verifyCrl(bytes: Buffer, task: CrlTask): Result<CrlReading, CrlRefusal> {
  try {
    const authority = authorityOf(task.issuer)
    const der = derOf(bytes)
    const list = readList(der)
    refuseStranger(list, authority)
    const signatureAlgorithm = signatureOf(list, authority)
    refusePartial(list.extensions, task.pointers)
    const { count, found } = readEntries(list.entries, new WantedSerials(task.serials), list.isVersion2)
    const head = {
      sha256: createHash('sha256').update(der).digest('hex'),
      bytes: der.length,
      number: crlNumberOf(list.extensions),
      thisUpdate: list.thisUpdate,
      nextUpdate: nextUpdateOf(list),
      entries: count,
      signatureAlgorithm,
    }
    const untimely = timelyOr(head, task.now)
    return untimely === null ? ok({ ...head, der, found }) : err(untimely)
  } catch (cause) {
    if (cause instanceof Refused) return err({ code: cause.code as CrlRefusalCode, detail: cause.message, head: null })
    if (cause instanceof DerError) {
      return err({ code: 'malformed', detail: `it is no CRL in DER (${cause.message})`, head: null })
    }
    throw cause
  }
}

function authorityOf(pem: string): X509 {
  const authority = readAuthority(pem)
  if (authority === null) {
    throw new Refused<CrlRefusalCode>('unusable_issuer', "the CA's certificate cannot be read")
  }
  // RFC 5280, 6.3.3 f.
  if (authority.usage !== null && !authority.usage.includes('cRLSign')) {
    throw new Refused<CrlRefusalCode>('unusable_issuer', "the CA's certificate is not for signing CRLs")
  }
  return authority.certificate
}

function readAuthority(pem: string): { certificate: X509; usage: readonly string[] | null } | null {
  try {
    const certificate = readX509(certificateDer(pem) ?? Buffer.alloc(0))
    return { certificate, usage: keyUsageOf(certificate) }
  } catch (cause) {
    if (cause instanceof DerError) return null
    throw cause
  }
}

function derOf(bytes: Buffer): Buffer {
  // Blank space and a mark of byte order may come before the armour.
  if (!bytes.subarray(0, 64).includes('-----BEGIN')) return bytes
  if (!bytes.subarray(-64).includes('-----END')) {
    throw new Refused<CrlRefusalCode>('truncated', 'its PEM ends before its end')
  }
  const der = unarmour(bytes.toString('latin1'), 'X509 CRL')
  if (der === null) throw new DerError('no PEM of one CRL')
  return der
}

function refuseStranger({ issuer, extensions }: CrlList, authority: X509): void {
  if (!issuer.equals(authority.subject)) {
    throw new Refused<CrlRefusalCode>('wrong_issuer', 'it names another issuer than the CA')
  }
  const [named, own] = [authorityKeyIdentifierOf(extensions), keyIdentifierOf(authority)]
  if (named !== null && own !== null && !named.equals(own)) {
    throw new Refused<CrlRefusalCode>(
      'wrong_issuer',
      'it is signed with another key than the one of this CA certificate',
    )
  }
}

function signatureOf(list: CrlList, { publicKeyInfo }: X509): string {
  const verified = verifySignature(list, publicKeyInfo)
  if (!verified.ok) throw new Refused<CrlRefusalCode>(verified.error.code, verified.error.detail)
  return verified.value
}

function nextUpdateOf({ thisUpdate, nextUpdate }: CrlList): number {
  if (nextUpdate === null) {
    throw new Refused<CrlRefusalCode>('no_next_update', 'it does not say until when it is valid')
  }
  if (nextUpdate < thisUpdate) throw new DerError('nextUpdate before thisUpdate')
  return nextUpdate
}

/** A genuine CRL that is not of this time. Behind nextUpdate relying parties forgive nothing, so neither do we. */
function timelyOr(head: CrlHead, now: number): CrlRefusal | null {
  if (head.thisUpdate > now + CLOCK_SKEW_MS) {
    return { code: 'not_yet_valid', detail: 'its thisUpdate lies in the future', head }
  }
  return now > head.nextUpdate ? { code: 'stale', detail: 'its nextUpdate has passed', head } : null
}
