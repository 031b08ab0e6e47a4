import type { CertificateItem } from '#lib/certificates/schema.ts'

/** What a certificate is called where it needs a name: its common name, else its first other name, else its Identifier. */
export function nameOf({
  commonName,
  sans,
  identifier,
}: Pick<CertificateItem, 'commonName' | 'identifier'> & Partial<Pick<CertificateItem, 'sans'>>): string {
  return [commonName, sans?.[0]?.value ?? '', identifier].find((name) => name.trim() !== '') ?? identifier
}
