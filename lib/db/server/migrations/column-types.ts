import 'server-only'
import { sql, type RawBuilder } from 'kysely'
import type { Engine } from '../database.ts'

/** The types of column that there are, and what each is called by the engine. */
export type ColumnTypes = {
  /** On PostgreSQL compared by code unit, as SQLite does: order and prefix search then agree. */
  text: RawBuilder<unknown>
  /** Epoch milliseconds, sequences, counts. Fractions are refused by both engines. */
  integer: RawBuilder<unknown>
  /** A measured duration. */
  real: RawBuilder<unknown>
  /** Bytes as they came; both drivers give and take a Buffer. */
  bytes: RawBuilder<unknown>
  /** A key that the store counts up by itself; never handed out twice. */
  identity: RawBuilder<unknown>
}

export function columnTypes(engine: Engine): ColumnTypes {
  return engine === 'sqlite'
    ? {
        text: sql`text`,
        integer: sql`integer`,
        real: sql`real`,
        bytes: sql`blob`,
        identity: sql`integer primary key autoincrement`,
      }
    : {
        text: sql`text collate "C"`,
        integer: sql`bigint`,
        real: sql`double precision`,
        bytes: sql`bytea`,
        identity: sql`bigint generated always as identity primary key`,
      }
}
