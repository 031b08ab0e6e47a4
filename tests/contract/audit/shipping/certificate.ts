import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export type TestCertificate = {
  /** The certificate's and the key's file. */
  readonly files: readonly [certificate: string, key: string]
  readonly pem: string
  readonly remove: () => void
}

/** A certificate by openssl that signs itself, for these names. */
export function certificateFor(...names: string[]): TestCertificate {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-tls-'))
  const [certificate, key] = [path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')]
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key]
  const alternatives = `subjectAltName=${names.join(',')}`
  execFileSync(
    'openssl',
    ['req', '-x509', ...newKey, '-out', certificate, '-subj', '/CN=test', '-addext', alternatives],
    {
      stdio: 'ignore',
    },
  )
  const remove = () => rmSync(folder, { recursive: true })
  return { files: [certificate, key], pem: readFileSync(certificate, 'utf8'), remove }
}
