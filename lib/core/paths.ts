import { homePath } from './home-path.ts'

/** Every address inside the console, built in one place. Values are encoded; callers pass them raw. */
export const paths = {
  overview: homePath,
  signIn: '/sign-in',
  certificates: '/certificates',
  certificate: (identifier: string) => `/certificates/${encodeURIComponent(identifier)}`,
  operations: '/operations',
  operation: (id: string) => `/operations/${encodeURIComponent(id)}`,
  authorities: '/authorities',
  authority: (identifier: string) => `/authorities/${encodeURIComponent(identifier)}`,
  audit: '/audit',
  auditOfRequest: (requestId: string) => `/audit?q=${encodeURIComponent(requestId)}`,
  auditRecord: (sequence: number) => `/audit?open=${String(sequence)}`,
  request: (requestId: string) => `/r/${encodeURIComponent(requestId)}`,
  settings: '/settings',
  api: {
    certificates: '/api/certificates',
    certificateExport: '/api/certificates/export',
    certificate: (identifier: string) => `/api/certificates/${encodeURIComponent(identifier)}`,
    certificateFile: (identifier: string, form: 'pem' | 'chain' | 'der') =>
      `/api/certificates/${encodeURIComponent(identifier)}/file?form=${form}`,
    revocationPreview: (identifier: string) => `/api/certificates/${encodeURIComponent(identifier)}/revocation-preview`,
    deletionPreview: (identifier: string) => `/api/certificates/${encodeURIComponent(identifier)}/deletion-preview`,
    operations: '/api/operations',
    operation: (id: string) => `/api/operations/${encodeURIComponent(id)}`,
    evidence: (about: { request_id: string } | { identifier: string } | { from: string; to: string }) =>
      `/api/evidence?${new URLSearchParams(about).toString()}`,
    crl: (sha256: string) => `/api/crls/${encodeURIComponent(sha256)}`,
    audit: '/api/audit',
    auditExport: '/api/audit/export',
    auditKit: (file: string) => `/api/audit/kit?file=${encodeURIComponent(file)}`,
    settings: '/api/settings',
    permissions: '/api/settings/permissions',
    views: '/api/views',
  },
} as const

/** A segment of a path as Next hands it over, decoded; null when it is no percent-encoded UTF-8. */
export function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
