import type { AuditEvent } from '#lib/audit/event.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { Actor, UserActor } from '#lib/auth/actor.ts'
import type { Role } from '#lib/auth/roles.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { auditSealNumber } from '#tests/support/audit-key.ts'
import type { TestStore } from '#tests/support/engines.ts'

export function user(role: Role, email = `${role}@example.test`): UserActor {
  const address = '192.0.2.7'
  return { kind: 'user', userId: email, email, name: email, role, sessionHash: 's', mustChangePassword: false, address }
}

/** What the verbs of the audit need of a context. Whoever reaches for the cloud from here has lost his way. */
export function contextOf(store: TestStore, actor: Actor, at = Date.UTC(2026, 10, 24, 12)): VerbContext {
  const astray = new Proxy(
    {},
    {
      get: (_target, name) => {
        throw new Error(`a verb of the audit asked for ${String(name)}`)
      },
    },
  )
  return {
    actor,
    correlationId: 'correlation',
    clock: { now: () => at },
    db: store.db,
    log: () => undefined,
    auditSeal: auditSealNumber(1),
    cloud: astray as VerbContext['cloud'],
    writes: astray as VerbContext['writes'],
  }
}

export async function record(context: VerbContext, ...events: AuditEvent[]): Promise<void> {
  for (const event of events) await transaction(context.db, (trx) => recordEvent(trx, context, event))
}

export async function textOf(body: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of body) text += part
  return text
}

/** Names that have broken logs, terminals, spreadsheets and line readers. */
export const hostileNames = [
  'two\nlines',
  'carriage\rreturn',
  'a\r\nb',
  '\u001b[31mred\u001b[0m',
  '\u009b31mC1 control',
  '=HYPERLINK("http://example.test","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1+1',
  ' =1+1',
  '＝1+1',
  'evil\u202egnp.exe',
  'line\u2028separator\u2029paragraph\u0085next',
  'NUL\u0000inside',
  'half \ud800 a pair',
  'quote " and , comma',
  `'; drop table audit_events; --`,
  '{"record":{"sequence":1}}',
  '",\n"sequence":99',
  '王芳 支付网关',
  '😀 emoji \u{e0041} tag',
  '\ufeffbyte order mark',
  'x'.repeat(5_000),
]
