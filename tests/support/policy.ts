import { can, type Permission, type Role } from '#lib/auth/roles.ts'

// The authorization tests' own table: which permission each verb asks for, written out a second time, so that a change
// of the policy has to be made twice, on purpose.

/** By the name under which the verb is exported. */
export const permissionOf = {
  getOverview: 'inventory.read',
  getSync: 'inventory.read',
  listCertificates: 'inventory.read',
  getCertificate: 'inventory.read',
  getCertificateFile: 'inventory.read',
  exportCertificates: 'inventory.read',
  listAuthorities: 'authorities.read',
  getCrlHealth: 'authorities.read',
  getCrlFile: 'authorities.read',
  exportEvidence: 'audit.export',
  listAlarms: 'operations.read',
  acknowledgeAlarm: 'operation.settle',
  listOperations: 'operations.read',
  getOperation: 'operations.read',
  getRequest: 'operations.read',
  listAudit: 'audit.read',
  getAuditRecord: 'audit.read',
  exportAudit: 'audit.export',
  getAuditKit: 'audit.export',
  verifyAudit: 'audit.verify',
  getSettings: 'settings.read',
  checkRam: 'settings.read',
  listUsers: 'users.manage',
  previewRevocation: 'certificate.revoke',
  previewDeletion: 'certificate.delete',
  revokeCertificate: 'certificate.revoke',
  removeCertificate: 'certificate.delete',
  scheduleDeletion: 'certificate.delete',
  cancelDeletion: 'certificate.delete',
  annotateCertificate: 'certificate.annotate',
  settleOperation: 'operation.settle',
  acknowledgeOperation: 'operation.settle',
  runSync: 'sync.run',
  buryMissing: 'sync.bury',
  keepMissing: 'sync.bury',
  listViews: 'inventory.read',
  saveView: 'inventory.read',
  changeView: 'inventory.read',
  deleteView: 'inventory.read',
  createUser: 'users.manage',
  changeRole: 'users.manage',
  disableUser: 'users.manage',
  enableUser: 'users.manage',
  resetPassword: 'users.manage',
  changePassword: 'account.self',
  endSession: 'account.self',
} as const satisfies Record<string, Permission>

/** Who asks. The last four hold a cookie that was good once, one that is not yet good for anything else, or none. */
export const people = ['viewer', 'operator', 'auditor', 'admin', 'fresh', 'anonymous', 'disabled', 'ended'] as const
export type Person = (typeof people)[number]

export type Admission = 'allowed' | 'forbidden' | 'password_change_required' | 'unauthenticated'

/** What the policy says. `public` is for everybody. Fresh, disabled and ended were admins: nothing less is left over. */
export function admissionOf(person: Person, permission: Permission | 'public'): Admission {
  if (permission === 'public') return 'allowed'
  switch (person) {
    case 'anonymous':
    case 'disabled':
    case 'ended':
      return 'unauthenticated'
    case 'fresh':
      return permission === 'account.self' ? 'allowed' : 'password_change_required'
    case 'viewer':
    case 'operator':
    case 'auditor':
    case 'admin':
      return ofRole(person, permission)
  }
}

function ofRole(role: Role, permission: Permission): Admission {
  return can(role, permission) ? 'allowed' : 'forbidden'
}
