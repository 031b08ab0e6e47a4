import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { openBench, type Bench, type Verdict } from '../../pki/openssl.ts'
import type { EmulatorUnderTest } from './emulator-under-test.ts'

export type Authority = {
  Identifier: string
  CommonName: string
  X509Certificate: string
  CertificateType: string
  Algorithm: string
}
export type Certificate = {
  Identifier: string
  X509Certificate: string
  CertChain: string
  ParentIdentifier: string
  Status: string
  CommonName: string
  CertificateType: string
  AfterDate: number
}

/** An emulator of the test's own, or the one of a whole product that runs. */
export type Judged = Pick<EmulatorUnderTest, 'client' | 'url' | 'remove'>

/** openssl over what an emulator publishes. */
export type Judge<Emulator extends Judged = EmulatorUnderTest> = Bench & {
  readonly emulator: Emulator
  readonly root: Authority
  readonly authority: (label: 'E1' | 'R1' | 'Legacy') => Authority
  readonly crlOf: (identifier: string) => Promise<Uint8Array>
  readonly describeOne: (Identifier: string) => Promise<Certificate>
  /** A certificate for a key that openssl made; its files are <name>.key and <name>.pem. */
  readonly issue: (name: string, ca: Authority, query?: Record<string, unknown>) => Promise<Certificate>
  readonly verify: (certificate: Certificate, ...options: string[]) => Promise<Verdict>
  readonly askOcsp: (certificate: Certificate, ...options: string[]) => Promise<Verdict>
}

export async function judgeOf<Emulator extends Judged>(emulator: Emulator): Promise<Judge<Emulator>> {
  const bench = await openBench()
  const { openssl, write } = bench
  const authorities = (await emulator.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
  const [root] = authorities
  if (root === undefined) throw new Error('no root')
  const crlOf = async (identifier: string) =>
    new Uint8Array(await (await fetch(`${emulator.url}/crl/${identifier}.crl`)).arrayBuffer())
  await write(Object.fromEntries(authorities.map((one) => [`${one.Identifier}.pem`, one.X509Certificate])))
  // The root names no CRL of its own; the one of its subordinates has to be handed over.
  await write({ 'root.pem': root.X509Certificate, 'root.der': await crlOf(root.Identifier) })
  await openssl('crl', '-inform', 'DER', '-in', 'root.der', '-out', 'root.crl')

  const describeOne = async (Identifier: string) =>
    (await emulator.client.body('DescribeClientCertificate', { Identifier }))['Certificate'] as Certificate

  return {
    ...bench,
    emulator,
    root,
    crlOf,
    describeOne,
    authority: (label) => {
      const found = authorities.find(({ CommonName }) => CommonName.includes(label))
      if (found === undefined) throw new Error(`no CA ${label}`)
      return found
    },
    issue: async (name, ca, query = {}) => {
      const key = ca.Algorithm === 'RSA' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
      const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`]
      const made = await openssl('req', '-new', '-newkey', ...key, '-nodes', ...files, '-utf8', '-subj', `/CN=${name}`)
      if (!made.succeeded) throw new Error(made.text)
      const Csr = await readFile(path.join(bench.folder, `${name}.csr`), 'utf8')
      const action = 'Domain' in query ? 'CreateServerCertificateWithCsr' : 'CreateClientCertificateWithCsr'
      const wanted = { Csr, ParentIdentifier: ca.Identifier, Days: 30, Immediately: 2, EnableCrl: 1, ...query }
      const body = await emulator.client.body(action, wanted)
      await write({
        [`${name}.pem`]: String(body['X509Certificate']),
        [`${name}-chain.pem`]: String(body['CertificateChain']),
      })
      return describeOne(String(body['Identifier']))
    },
    verify: async (certificate, ...options) => {
      await write({ 'leaf.pem': certificate.X509Certificate, 'chain.pem': certificate.CertChain })
      const trust = ['-CAfile', 'root.pem', '-untrusted', 'chain.pem']
      return openssl('verify', '-x509_strict', ...trust, ...options, 'leaf.pem')
    },
    askOcsp: async (certificate, ...options) => {
      await write({ 'leaf.pem': certificate.X509Certificate })
      const issuer = `${certificate.ParentIdentifier}.pem`
      const question = ['-issuer', issuer, '-cert', 'leaf.pem', '-url', `${emulator.url}/ocsp`]
      const trust = ['-CAfile', 'root.pem', '-verify_other', issuer]
      return openssl('ocsp', ...question, ...trust, '-resp_text', ...options)
    },
    remove: async () => {
      await emulator.remove()
      await bench.remove()
    },
  }
}
