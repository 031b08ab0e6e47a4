import 'server-only'
import type { UserActor } from '#lib/auth/actor.ts'
import { can } from '#lib/auth/roles.ts'
import type { SavedView } from '../schema.ts'
import type { ViewRow } from './repository.ts'

export function viewOf(row: ViewRow, actor: UserActor): SavedView {
  const isMine = row.owner_id === actor.userId
  return {
    id: row.id,
    name: row.name,
    isShared: row.is_shared === 1,
    isMine,
    owner: row.owner_email,
    params: row.params,
    mayDelete: isMine || can(actor.role, 'views.manage'),
  }
}

/** The view as it stands in a record. */
export function recordedView({ id, name, is_shared: isShared, params, owner_email: owner }: ViewRow) {
  return { viewId: id, name, isShared: isShared === 1, params, owner }
}
