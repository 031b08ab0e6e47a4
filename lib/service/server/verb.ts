import 'server-only'
import type { z } from 'zod'
import type { AuditAction } from '#lib/audit/event.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { strangerRecords } from '#lib/audit/server/strangers.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { can, rolesWith, type Permission, type Role } from '#lib/auth/roles.ts'
import { err, type Err, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { withStoreDigest } from '#lib/http/server/store-digest.ts'
import type { VerbContext } from './context.ts'

/** Every verb is named in the audit. */
export type VerbName = AuditAction

/** How a verb can end before it has run. */
export type AccessError =
  | { code: 'unauthenticated' }
  | { code: 'password_change_required' }
  /** `auditSequence` is null when the refusal itself could not be recorded. */
  | { code: 'forbidden'; permission: Permission; heldBy: Role[]; auditSequence: number | null }
  | { code: 'invalid_input'; issues: { path: string; message: string }[] }

export type Verb<Value, Failure> = {
  (ctx: VerbContext, raw: unknown): Promise<Result<Value, Failure | AccessError>>
  readonly verbName: VerbName
  readonly permission: Permission
  /** `read` changes nothing but the audit. */
  readonly kind: 'read' | 'write'
}

type Definition<Input, Value, Failure> = {
  name: VerbName
  permission: Permission
  kind: 'read' | 'write'
  input: z.ZodType<Input>
  run: (ctx: VerbContext, input: Input) => Promise<Result<Value, Failure>>
}

/**
 * Everything that a user or a job can do, wrapped so that nobody can write one that forgets the check.
 * The order is the same for every transport: permission (a refusal is audited), parse, run.
 */
export function verb<Input, Value, Failure extends { code: string } = never>(
  definition: Definition<Input, Value, Failure>,
): Verb<Value, Failure> {
  const { name, permission, kind, input, run } = definition
  const call = async (ctx: VerbContext, raw: unknown): Promise<Result<Value, Failure | AccessError>> => {
    const refusal = refusalOf(ctx.actor, permission)
    if (refusal) return refuse(ctx, definition, refusal)
    const parsed = input.safeParse(raw)
    if (!parsed.success) {
      return err({ code: 'invalid_input', issues: parsed.error.issues.map(issueOf) })
    }
    return withStoreDigest(() => run(ctx, parsed.data))
  }
  return Object.assign(call, { verbName: name, permission, kind })
}

/** Where and what is wrong, in words that repeat nothing of the input: zod would name a key that it does not know. */
function issueOf({ path, code, message }: z.core.$ZodIssue): { path: string; message: string } {
  return { path: path.join('.'), message: code === 'unrecognized_keys' ? 'Unrecognized key' : message }
}

function refusalOf(
  actor: Actor,
  permission: Permission,
): 'unauthenticated' | 'password_change_required' | 'forbidden' | null {
  switch (actor.kind) {
    case 'anonymous':
      return 'unauthenticated'
    case 'user':
      if (actor.mustChangePassword && permission !== 'account.self') return 'password_change_required'
      return can(actor.role, permission) ? null : 'forbidden'
    case 'deputy':
      return can(actor.role, permission) ? null : 'forbidden'
    case 'worker':
    case 'shell':
      return null
  }
}

async function refuse(
  ctx: VerbContext,
  { name, permission, kind }: { name: VerbName; permission: Permission; kind: 'read' | 'write' },
  code: 'unauthenticated' | 'password_change_required' | 'forbidden',
): Promise<Err<AccessError>> {
  // A stranger's reads are not recorded: anybody who reaches the port could fill the disk with them, and a full
  // disk stops revocations. A stranger's writes are: they need a crafted request. When they are many, they are counted.
  const auditSequence =
    code === 'unauthenticated' && kind === 'read' ? null : await recordRefusal(ctx, name, permission)
  return err(code === 'forbidden' ? { code, permission, heldBy: rolesWith(permission), auditSequence } : { code })
}

async function recordRefusal(ctx: VerbContext, name: VerbName, permission: Permission): Promise<number | null> {
  try {
    const { actor } = ctx
    const event = { action: name, outcome: 'denied', details: { permission } } as const
    if (actor.kind === 'anonymous') return await strangerRecords.record({ ...ctx, actor }, event)
    return (await transaction(ctx.db, (trx) => recordEvent(trx, ctx, event))).sequence
  } catch (cause) {
    ctx.log('error', 'a refusal could not be recorded', {
      action: name,
      correlationId: ctx.correlationId,
      cause: cause instanceof Error ? cause.name : 'unknown',
    })
    return null
  }
}
