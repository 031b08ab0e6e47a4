import type { Database } from 'better-sqlite3'

export type NonceTable = {
  /** False when this key has used the nonce before. */
  readonly claim: (accessKeyId: string, nonce: string, now: number) => boolean
}

/** A date may be 15 minutes ahead and is good until 15 minutes behind: after 31 minutes the date alone refuses a replay. */
const KEPT_MS = 31 * 60_000
const SWEEP_EVERY = 200

export function nonceTable(database: Database): NonceTable {
  const insert = database.prepare<[string, string, number]>('insert or ignore into nonces values (?, ?, ?)')
  const sweep = database.prepare<[number]>('delete from nonces where seen_at < ?')
  let claims = 0
  return {
    claim: (accessKeyId, nonce, now) => {
      claims += 1
      if (claims % SWEEP_EVERY === 0) sweep.run(now - KEPT_MS)
      return insert.run(accessKeyId, nonce, now).changes === 1
    },
  }
}
