import { describe, expect, it } from 'vitest'
import { actorLabel } from '#lib/auth/actor.ts'
import { can, permissions, roles, rolesWith } from '#lib/auth/roles.ts'

// The table of the contract, written out a second time: a change of the policy has to be made twice, on purpose.
const matrix: Record<(typeof permissions)[number], string> = {
  'inventory.read': 'viewer operator auditor admin',
  'authorities.read': 'viewer operator auditor admin',
  'operations.read': 'viewer operator auditor admin',
  'settings.read': 'viewer operator auditor admin',
  'account.self': 'viewer operator auditor admin',
  'audit.read': 'operator auditor admin',
  'audit.export': 'auditor admin',
  'audit.verify': 'auditor admin',
  'certificate.revoke': 'operator admin',
  'certificate.delete': 'operator admin',
  'certificate.annotate': 'operator admin',
  'operation.settle': 'operator admin',
  'sync.run': 'operator admin',
  'sync.bury': 'admin',
  'views.share': 'operator admin',
  'views.manage': 'admin',
  'users.manage': 'admin',
}

describe.each(permissions)('%s', (permission) => {
  it.each(roles)('for %s', (role) => {
    expect(can(role, permission)).toBe(matrix[permission].split(' ').includes(role))
  })

  it('names who holds it', () => {
    expect(rolesWith(permission)).toEqual(matrix[permission].split(' '))
  })
})

it('every actor has a name', () => {
  expect(actorLabel({ kind: 'anonymous', address: '127.0.0.1' })).toBe('anonymous')
  expect(actorLabel({ kind: 'worker', name: 'sync' })).toBe('worker:sync')
  expect(actorLabel({ kind: 'shell' })).toBe('shell')
})
