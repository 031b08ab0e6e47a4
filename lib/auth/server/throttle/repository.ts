import 'server-only'
import type { Trx } from '#lib/db/server/database.ts'

/**
 * Counts one attempt under a key and answers how many there were before it. After `forgetBefore` old ones are
 * forgotten.
 */
export async function countAttempt(
  trx: Trx,
  { key, now, forgetBefore }: { key: string; now: number; forgetBefore: number },
): Promise<number> {
  const { failures } = await trx
    .insertInto('sign_in_throttle')
    .values({ key, failures: 1, last_failure_at: now })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        failures: eb
          .case()
          .when('sign_in_throttle.last_failure_at', '<', forgetBefore)
          .then(1)
          .else(eb('sign_in_throttle.failures', '+', 1))
          .end(),
        last_failure_at: now,
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow()
  return failures - 1
}

/** The attempt was no failure after all. */
export async function uncountAttempt(trx: Trx, key: string): Promise<void> {
  await trx
    .updateTable('sign_in_throttle')
    .set((eb) => ({ failures: eb('failures', '-', 1) }))
    .where('key', '=', key)
    .where('failures', '>', 0)
    .execute()
}

export async function forgetKey(trx: Trx, key: string): Promise<void> {
  await trx.deleteFrom('sign_in_throttle').where('key', '=', key).execute()
}

/** Keys are chosen by strangers: rows that no longer delay anybody go. */
export async function forgetAttemptsBefore(trx: Trx, before: number): Promise<void> {
  await trx.deleteFrom('sign_in_throttle').where('last_failure_at', '<', before).execute()
}
