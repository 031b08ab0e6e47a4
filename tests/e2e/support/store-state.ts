import type { Stack } from './stack.ts'
import { stored } from './stored.ts'

/**
 * What a request could have changed. Orders to the worker, which takes them away again, show in their audit; what the
 * worker does by itself meanwhile is not in it, nor the sum of what strangers were refused, which is written later.
 */
const queries = {
  users: 'select id, email, name, role, password_hash, must_change_password, disabled_at from users order by id',
  sessions: 'select id_hash, user_id, ended_at from sessions order by id_hash',
  attempts: 'select key, failures from sign_in_throttle order by key',
  operations: 'select id, kind, identifier, state, settled_comment from operations order by id',
  joins: 'select operation_id, joined_by from operation_joins order by operation_id, joined_by',
  audit: `select sequence, action, outcome, actor from audit_events where actor not like 'worker:%' and action <> 'refused_strangers' order by sequence`,
}
export type StorePart = keyof typeof queries
export type StoreState = Record<StorePart, unknown[]>

export function storeStateOf(stack: Stack): StoreState {
  const { users, sessions, attempts, operations, joins, audit } = queries
  return {
    users: stored(stack, users),
    sessions: stored(stack, sessions),
    attempts: stored(stack, attempts),
    operations: stored(stack, operations),
    joins: stored(stack, joins),
    audit: stored(stack, audit),
  }
}

export function changedParts(before: StoreState, after: StoreState): StorePart[] {
  const parts: StorePart[] = ['users', 'sessions', 'attempts', 'operations', 'joins', 'audit']
  return parts.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
}
