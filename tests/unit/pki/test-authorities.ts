import { randomBytes } from 'node:crypto'
import { createIssuingAuthority, createRootAuthority, type Authority } from '#lib/pki/authority.ts'
import type { IssuedCertificate, LeafRequest } from '#lib/pki/issue.ts'
import { issueLeaf } from '#lib/pki/issue.ts'
import { generateKeyPair, type KeyAlgorithm } from '#lib/pki/key.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'

export const dayMs = 24 * 60 * 60 * 1000
const yearMs = 365 * dayMs

/** A root and one CA below it, valid around `now`. */
export async function testAuthorities(
  algorithm: KeyAlgorithm,
  now: number,
): Promise<{ readonly root: Authority; readonly issuing: Authority }> {
  const root = createRootAuthority({
    subject: { country: 'CN', organization: 'Example 示例', commonName: `Root ${algorithm}` },
    keyPair: await generateKeyPair(algorithm),
    serialNumber: newSerialNumber(randomBytes),
    notBefore: now - yearMs,
    notAfter: now + 30 * yearMs,
  })
  const issuing = createIssuingAuthority(root, {
    subject: { country: 'CN', organization: 'Example 示例', commonName: `Issuing ${algorithm}` },
    keyPair: await generateKeyPair(algorithm),
    serialNumber: newSerialNumber(randomBytes),
    notBefore: now - yearMs,
    notAfter: now + 10 * yearMs,
    pointers: { crlUrl: 'http://pki.example/root.crl', caIssuersUrl: 'http://pki.example/root.crt' },
  })
  return { root, issuing }
}

/** A client certificate with everything on it; `changes` replace parts of the request. */
export async function testLeaf(
  authority: Authority,
  now: number,
  changes: Partial<LeafRequest> = {},
): Promise<IssuedCertificate & { readonly privateKeyDer: Uint8Array; readonly serialNumber: string }> {
  const { privateKeyDer, spkiDer } = await generateKeyPair('ECC_256')
  const serialNumber = newSerialNumber(randomBytes)
  const issued = issueLeaf(authority, {
    subject: { country: 'CN', organization: '示例', organizationUnit: '支付', locality: '杭州', commonName: '王芳' },
    spkiDer,
    subjectAlternativeNames: [
      { kind: 'email', value: 'wang.fang@example.com' },
      { kind: 'dns', value: 'pay.example.com' },
      { kind: 'uri', value: 'spiffe://example.com/pay' },
      { kind: 'ip', value: '192.0.2.7' },
      { kind: 'ip', value: '2001:db8::7' },
    ],
    extendedKeyUsages: ['clientAuth'],
    serialNumber,
    notBefore: now - dayMs,
    notAfter: now + yearMs,
    pointers: {
      crlUrl: 'http://pki.example/issuing.crl',
      caIssuersUrl: 'http://pki.example/issuing.crt',
      ocspUrl: 'http://pki.example/ocsp',
    },
    ...changes,
  })
  return { ...issued, privateKeyDer, serialNumber: changes.serialNumber ?? serialNumber }
}
