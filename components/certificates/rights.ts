import { can, type Role } from '#lib/auth/roles.ts'

/** What a signed-in user may do with certificates, for buttons. The server decides again at every step. */
export type CertificateRights = {
  readonly mayRevoke: boolean
  readonly mayDelete: boolean
  readonly mayAnnotate: boolean
  readonly mayReadAgain: boolean
  readonly mayReadAudit: boolean
  readonly mayExport: boolean
  readonly mayShareViews: boolean
}

/** `role` is null for whoever is no user. */
export function certificateRights(role: Role | null): CertificateRights {
  return {
    mayRevoke: role !== null && can(role, 'certificate.revoke'),
    mayDelete: role !== null && can(role, 'certificate.delete'),
    mayAnnotate: role !== null && can(role, 'certificate.annotate'),
    mayReadAgain: role !== null && can(role, 'sync.run'),
    mayReadAudit: role !== null && can(role, 'audit.read'),
    mayExport: role !== null && can(role, 'audit.export'),
    mayShareViews: role !== null && can(role, 'views.share'),
  }
}
