import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Bench } from '../pki/openssl.ts'

/** A CA that openssl runs in the bench's folder; `name` is the beginning of its files' names. */
export type OpensslAuthority = {
  readonly pem: string
  /** DER of a CRL with two entries: 0A03 for keyCompromise, 0B for no reason, both since 2026-01-02 03:04:05 UTC. */
  readonly crl: (...options: readonly string[]) => Promise<Buffer>
  /** A certificate for client authentication, or with other extensions (a section of extensions.cnf). */
  readonly issue: (name: string, serial: string, section?: string) => Promise<string>
}

export const revokedAt = Date.UTC(2026, 0, 2, 3, 4, 5)

const extensions = `
[v3_ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[leaf]
basicConstraints=critical,CA:FALSE
authorityKeyIdentifier=keyid
extendedKeyUsage=clientAuth
[responder]
authorityKeyIdentifier=keyid
extendedKeyUsage=critical,OCSPSigning
noCheck=ignored
[crl]
authorityKeyIdentifier=keyid
[partial]
issuingDistributionPoint=critical,@point
[point]
onlysomereasons=keyCompromise
[users]
issuingDistributionPoint=critical,@userpoint
[userpoint]
onlyuser=TRUE
[delta]
2.5.29.27=critical,DER:02:01:01
`

export async function opensslAuthority(
  bench: Bench,
  name: string,
  newKey: readonly string[],
  digest = '-sha256',
): Promise<OpensslAuthority> {
  const must = async (...options: readonly string[]): Promise<void> => {
    const { succeeded, text } = await bench.openssl(...options)
    if (!succeeded) throw new Error(`openssl ${options.join(' ')}: ${text}`)
  }
  const section = `[ca]\ndefault_ca=own\n[own]\ndatabase=${name}.index\ncrlnumber=${name}.crlnumber\ndefault_md=sha256\ndefault_crl_days=7\n`
  await bench.write({
    'extensions.cnf': extensions,
    [`${name}.cnf`]: `${section}[req]\ndistinguished_name=dn\n[dn]\n${extensions}`,
    [`${name}.index`]:
      'R\t491231000000Z\t260102030405Z,keyCompromise\t0A03\tunknown\t/CN=one\nR\t491231000000Z\t260102030405Z\t0B\tunknown\t/CN=two\nV\t491231000000Z\t\t0C\tunknown\t/CN=three\n',
    [`${name}.crlnumber`]: 'FFFFFFFFFFFFFFFFFF\n',
  })
  await must('genpkey', ...newKey, '-out', `${name}.key`)
  const subject = ['-subj', `/C=CN/O=Judge/CN=${name}`, '-days', '30']
  await must(
    'req',
    '-x509',
    '-new',
    '-key',
    `${name}.key`,
    digest,
    ...subject,
    '-config',
    `${name}.cnf`,
    '-extensions',
    'v3_ca',
    '-out',
    `${name}.pem`,
  )
  const read = (file: string): Promise<Buffer> => readFile(path.join(bench.folder, file))
  return {
    pem: await readFile(path.join(bench.folder, `${name}.pem`), 'utf8'),
    crl: async (...options) => {
      const key = ['-keyfile', `${name}.key`, '-cert', `${name}.pem`]
      const what = options.includes('-crlexts') ? options : ['-crlexts', 'crl', ...options]
      await must('ca', '-config', `${name}.cnf`, '-gencrl', ...key, ...what, '-out', `${name}.crl`)
      await must('crl', '-in', `${name}.crl`, '-outform', 'DER', '-out', `${name}.der`)
      return read(`${name}.der`)
    },
    issue: async (leaf, serial, extension = 'leaf') => {
      await must(
        'req',
        '-new',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        `${leaf}.key`,
        '-subj',
        `/CN=${leaf}`,
        '-out',
        `${leaf}.csr`,
      )
      const from = ['-CA', `${name}.pem`, '-CAkey', `${name}.key`, '-set_serial', `0x${serial}`, '-days', '20']
      const withExtensions = ['-extfile', 'extensions.cnf', '-extensions', extension]
      await must('x509', '-req', '-in', `${leaf}.csr`, ...from, ...withExtensions, '-out', `${leaf}.pem`)
      return readFile(path.join(bench.folder, `${leaf}.pem`), 'utf8')
    },
  }
}
