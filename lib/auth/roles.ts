/** Roles and what they may do: one pure table, from which pages, verbs and the authorization tests all read. */
export const roles = ['viewer', 'operator', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

export const permissions = [
  'inventory.read',
  'authorities.read',
  'operations.read',
  'audit.read',
  'audit.export',
  'audit.verify',
  'certificate.revoke',
  'certificate.delete',
  'certificate.annotate',
  'operation.settle',
  'sync.run',
  'sync.bury',
  'views.share',
  'views.manage',
  'settings.read',
  'users.manage',
  'account.self',
] as const
export type Permission = (typeof permissions)[number]

const viewer = ['inventory.read', 'authorities.read', 'operations.read', 'settings.read', 'account.self'] as const

const granted: Record<Role, readonly Permission[]> = {
  viewer,
  operator: [
    ...viewer,
    'audit.read',
    'certificate.revoke',
    'certificate.delete',
    'certificate.annotate',
    'operation.settle',
    'sync.run',
    'views.share',
  ],
  auditor: [...viewer, 'audit.read', 'audit.export', 'audit.verify'],
  admin: permissions,
}

export function can(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission)
}

/** The roles that hold a permission: what a refusal names, so that the reader knows whom to ask. */
export function rolesWith(permission: Permission): Role[] {
  return roles.filter((role) => can(role, permission))
}
