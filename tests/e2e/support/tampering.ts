import path from 'node:path'
import Database from 'better-sqlite3'
import type { Stack } from './stack.ts'

// What would take minutes, or a vendor that errs, written into the store instead. The audit cannot be tampered with.

/** As if an open operation had been asked for so much earlier. */
export function age(stack: Stack, identifier: string, byMs: number): void {
  write(stack, (database) => {
    const times = 'requested_at = requested_at - @byMs, deadline_at = deadline_at - @byMs'
    database
      .prepare(`update operations set ${times} where identifier = @identifier and state = 'unknown'`)
      .run({ byMs, identifier })
  })
}

/** Certificates that an earlier pass has seen and the vendor does not have: `prefix-0` and so on. */
export function loseFromList(stack: Stack, count: number, prefix: string): void {
  write(stack, (database) => {
    const columns = database
      // The store numbers them itself.
      .prepare(`select name from pragma_table_info(?) where name <> 'number'`)
      .pluck()
      .all('certificates')
      .map((name) => (name === 'identifier' ? '@identifier' : String(name)))
    const copy = database.prepare(
      `insert into certificates (${columns.map((name) => name.replace('@', '')).join(', ')})
       select ${columns.join(', ')} from certificates where deleted_at is null order by last_seen_pass desc limit 1`,
    )
    for (let index = 0; index < count; index += 1) copy.run({ identifier: `${prefix}-${String(index)}` })
  })
}

/** The outcome of its next operation cannot be written, until what this returns is called. */
export function spoilNextAnswer(stack: Stack, identifier: string): () => void {
  write(stack, (database) => {
    const quoted = identifier.replaceAll("'", "''")
    database.exec(`create trigger spoilt before update on operations when new.identifier = '${quoted}'
                   begin select raise(abort, 'spoilt'); end`)
  })
  return () => {
    write(stack, (database) => {
      database.exec('drop trigger spoilt')
    })
  }
}

function write(stack: Stack, change: (database: Database.Database) => void): void {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'))
  database.pragma('busy_timeout = 5000')
  try {
    change(database)
  } finally {
    database.close()
  }
}
