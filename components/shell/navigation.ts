import { can, type Permission, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'

export type PlaceName = 'overview' | 'certificates' | 'operations' | 'authorities' | 'audit' | 'settings'
export type Place = {
  readonly name: PlaceName
  readonly href: string
  readonly permission: Permission
  /** Addresses that belong to it, other than those below its own. */
  readonly also?: readonly string[]
}

const places: readonly Place[] = [
  { name: 'overview', href: paths.overview, permission: 'inventory.read' },
  { name: 'certificates', href: paths.certificates, permission: 'inventory.read' },
  { name: 'operations', href: paths.operations, permission: 'operations.read', also: ['/r'] },
  { name: 'authorities', href: paths.authorities, permission: 'authorities.read' },
  { name: 'audit', href: paths.audit, permission: 'audit.read' },
  { name: 'settings', href: paths.settings, permission: 'settings.read' },
]

/** The places that a role can open. One that it cannot is not shown: it would be a door that is always locked. */
export function placesFor(role: Role): readonly Place[] {
  return places.filter(({ permission }) => can(role, permission))
}
