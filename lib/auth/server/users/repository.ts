import 'server-only'
import type { Role } from '#lib/auth/roles.ts'
import type { User } from '#lib/auth/user.ts'
import { engineOf, type Database, type Trx } from '#lib/db/server/database.ts'

/** A user with what only sign-in and password verbs may see. */
export type Account = User & { readonly passwordHash: string }

export async function listUserRows(db: Database): Promise<User[]> {
  const rows = await db.selectFrom('users').select(columns).orderBy('email').execute()
  return rows.map(userOf)
}

export async function findAccountByEmail(db: Database | Trx, email: string): Promise<Account | null> {
  const row = await db
    .selectFrom('users')
    .select([...columns, 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst()
  return row ? { ...userOf(row), passwordHash: row.password_hash } : null
}

export async function findAccount(db: Database | Trx, id: string): Promise<Account | null> {
  const row = await db
    .selectFrom('users')
    .select([...columns, 'password_hash'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { ...userOf(row), passwordHash: row.password_hash } : null
}

/**
 * Keeps an account as it is until the transaction ends: a password that is being replaced meanwhile waits, and then
 * finds the session that was opened by the old one. On SQLite BEGIN IMMEDIATE is that lock.
 */
export async function lockAccount(trx: Trx, id: string): Promise<void> {
  if (engineOf(trx) !== 'postgres') return
  await trx.selectFrom('users').select('id').where('id', '=', id).forShare().execute()
}

export async function hasUsers(db: Database | Trx): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

type NewUser = {
  id: string
  email: string
  name: string
  role: Role
  passwordHash: string
  mustChangePassword: boolean
  createdAt: number
}

/** Null when the address is taken. */
export async function insertUser(trx: Trx, user: NewUser): Promise<User | null> {
  const row = await trx
    .insertInto('users')
    .values({
      id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      password_hash: user.passwordHash,
      must_change_password: user.mustChangePassword ? 1 : 0,
      disabled_at: null,
      created_at: user.createdAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning(columns)
    .executeTakeFirst()
  return row ? userOf(row) : null
}

/**
 * The ids of the enabled admins, locked until the transaction ends: two admins who demote each other at the same time
 * must not both see the other one left. On SQLite BEGIN IMMEDIATE is that lock.
 */
export async function lockEnabledAdmins(trx: Trx): Promise<string[]> {
  const query = trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .orderBy('id')
  const rows = await (engineOf(trx) === 'postgres' ? query.forUpdate() : query).execute()
  return rows.map(({ id }) => id)
}

export async function updateRole(trx: Trx, id: string, role: Role): Promise<User | null> {
  const row = await trx.updateTable('users').set({ role }).where('id', '=', id).returning(columns).executeTakeFirst()
  return row ? userOf(row) : null
}

/** Null when there is no such user; a user who is disabled already keeps the first time. */
export async function updateDisabled(trx: Trx, id: string, disabledAt: number | null): Promise<User | null> {
  const row = await trx
    .updateTable('users')
    .set((eb) => ({ disabled_at: disabledAt === null ? null : eb.fn.coalesce('disabled_at', eb.val(disabledAt)) }))
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst()
  return row ? userOf(row) : null
}

/** `expectedHash` guards against a change that happened while the new hash was being computed. */
export async function updatePassword(
  trx: Trx,
  input: { id: string; passwordHash: string; mustChangePassword: boolean; expectedHash?: string },
): Promise<User | null> {
  const query = trx
    .updateTable('users')
    .set({ password_hash: input.passwordHash, must_change_password: input.mustChangePassword ? 1 : 0 })
    .where('id', '=', input.id)
  const guarded = input.expectedHash === undefined ? query : query.where('password_hash', '=', input.expectedHash)
  const row = await guarded.returning(columns).executeTakeFirst()
  return row ? userOf(row) : null
}

const columns = ['id', 'email', 'name', 'role', 'must_change_password', 'disabled_at', 'created_at'] as const

function userOf(row: {
  id: string
  email: string
  name: string
  role: Role
  must_change_password: 0 | 1
  disabled_at: number | null
  created_at: number
}): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    createdAt: new Date(row.created_at).toISOString(),
    disabledAt: row.disabled_at === null ? null : new Date(row.disabled_at).toISOString(),
    mustChangePassword: row.must_change_password === 1,
  }
}
