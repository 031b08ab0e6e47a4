import 'server-only'
import { sql } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'

export type Lease = { name: string; owner: string; epoch: number }

/**
 * Takes the lease when nobody holds it, or when its holder has let it run out. Null when somebody has it. Times are
 * epoch ms of the caller's clock; hosts may differ by seconds, so a lease is long beside that. One that runs beyond
 * `longest` is from before the clock was set back: its holder, if it lives, would have renewed it.
 */
export async function takeLease(
  db: Database,
  { name, owner, now, until, longest }: { name: string; owner: string; now: number; until: number; longest: number },
): Promise<Lease | null> {
  const row = await db
    .insertInto('leases')
    .values({ name, owner, epoch: 1, until })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ owner, until, epoch: sql<number>`leases.epoch + 1` })
        .where((eb) => eb.or([eb('leases.until', '<', now), eb('leases.until', '>', longest)])),
    )
    .returning('epoch')
    .executeTakeFirst()
  return row ? { name, owner, epoch: row.epoch } : null
}

/** False when the lease is no longer ours. */
export async function renewLease(db: Database, lease: Lease, until: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ until })
    .where('name', '=', lease.name)
    .where('owner', '=', lease.owner)
    .where('epoch', '=', lease.epoch)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function dropLease(db: Database, lease: Lease): Promise<void> {
  await db
    .updateTable('leases')
    .set({ until: 0 })
    .where('name', '=', lease.name)
    .where('owner', '=', lease.owner)
    .where('epoch', '=', lease.epoch)
    .execute()
}
