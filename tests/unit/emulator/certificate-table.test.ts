import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CertificateRecord } from '#lib/emulator/store/certificate-row.ts'
import { openStore, type Store } from '#lib/emulator/store/open-store.ts'
import { beginLoading } from '#lib/emulator/store/prepare-schema.ts'
import { certificateUpkeep } from '#lib/emulator/store/schema.ts'

let dataDir: string
let store: Store
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-store-'))
  store = open()
  store.authorities.insert({
    identifier: 'ca',
    parentId: null,
    label: 'ec',
    certificateDer: Buffer.alloc(1),
    privateKeyDer: Buffer.alloc(1),
    crlDays: 7,
    totalCount: 9,
  })
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true })
})

function open(): Store {
  const opened = openStore(dataDir)
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}

function record(identifier: string, change: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    identifier,
    serialNumber: `01${identifier}`,
    authorityId: 1,
    type: 'CLIENT',
    status: 'ISSUE',
    commonName: identifier,
    organization: null,
    organizationUnit: null,
    locality: null,
    state: null,
    country: null,
    sans: [],
    algorithm: 'ECC',
    keySize: 256,
    notBefore: 0,
    notAfter: 1,
    enableCrl: false,
    alias: null,
    customIdentifier: null,
    resourceGroupId: 'rg',
    tags: [],
    issuedAt: null,
    revokedAt: null,
    modifiedAt: 0,
    ...change,
  }
}

describe('pages', () => {
  it('are what slicing the whole list would give, after any insertions and deletions', () => {
    let next = 0
    const alive: string[] = []
    const insertMany = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        const identifier = String((next += 1)).padStart(6, '0')
        store.certificates.insert(record(identifier, { status: 'REVOKE', revokedAt: next }))
        alive.unshift(identifier)
      }
    }
    store.transaction(() => {
      insertMany(2500)
    })
    const step = fc.record({
      remove: fc.array(fc.nat(2400), { maxLength: 30 }),
      insert: fc.nat(40),
      offset: fc.nat(2700),
      limit: fc.integer({ min: 1, max: 100 }),
    })
    fc.assert(
      fc.property(step, ({ remove, insert, offset, limit }) => {
        store.transaction(() => {
          for (const at of remove) {
            const [identifier] = alive.splice(at, 1)
            const row = identifier === undefined ? undefined : store.certificates.find(identifier)
            if (row !== undefined) store.certificates.remove(row.id)
          }
          insertMany(insert)
        })
        expect(store.certificates.total()).toBe(alive.length)
        const page = store.certificates.page(offset, limit).map(({ identifier }) => identifier)
        expect(page).toEqual(alive.slice(offset, offset + limit))
      }),
      { numRuns: 40 },
    )
  })

  it('are what filtering the whole list would give, by number and by place, after any change', () => {
    const types = ['CLIENT', 'SERVER'] as const
    const change = fc.record({ kind: fc.constantFrom('issue', 'revoke', 'remove'), at: fc.nat(4000), at2: fc.nat(50) })
    const filterOf = fc.record(
      {
        type: fc.constantFrom(...types),
        status: fc.constantFrom('ISSUE', 'REVOKE', 'PENDING' as const),
        modifiedFrom: fc.nat(60),
        modifiedBefore: fc.nat(60),
      },
      { requiredKeys: [] },
    )
    let made = 0
    const issue = (at: number) => {
      const identifier = `n${(made += 1)}`
      store.certificates.insert(record(identifier, { type: types[made % 2] ?? 'CLIENT', modifiedAt: at }))
    }
    store.load(() => {
      store.transaction(() => {
        for (let count = 0; count < 4000; count += 1) issue(count % 30)
      })
    })
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        filterOf,
        fc.nat(4100),
        fc.integer({ min: 1, max: 100 }),
        (changes, filter, offset, limit) => {
          for (const { kind, at, at2 } of changes) {
            const [target] = store.certificates.page(at, 1)
            if (kind === 'issue') issue(at2)
            else if (kind === 'revoke' && target?.status === 'ISSUE') store.certificates.revoke(target.id, at2)
            else if (kind === 'remove' && target?.status === 'REVOKE') store.certificates.remove(target.id)
          }
          const isByChange = filter.modifiedFrom !== undefined || filter.modifiedBefore !== undefined
          const wanted = store.certificates
            .page(0, 10_000)
            .filter(({ type }) => (filter.type ?? type) === type)
            .filter(({ status }) => (filter.status ?? status) === status)
            .filter(({ modifiedAt: at }) => at >= (filter.modifiedFrom ?? 0) && at < (filter.modifiedBefore ?? 100))
            .sort((a, b) => (isByChange ? b.modifiedAt - a.modifiedAt : 0) || b.id - a.id)
          expect(store.certificates.total(filter)).toBe(wanted.length)
          expect(store.certificates.page(offset, limit, filter)).toEqual(wanted.slice(offset, offset + limit))
          const place = wanted[offset]
          if (place !== undefined) {
            const behind = store.certificates.pageBehind(place, limit, filter)
            expect(behind).toEqual(wanted.slice(offset + 1, offset + 1 + limit))
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('the version of the store', () => {
  const file = () => path.join(dataDir, 'emulator.sqlite')
  const version = () => {
    const database = new Database(file())
    const found: unknown = database.pragma('user_version', { simple: true })
    database.close()
    return found
  }

  it('is written down; a later one is refused', () => {
    store.close()
    expect(version()).toBe(2)
    const database = new Database(file())
    database.pragma('user_version = 3')
    database.close()
    expect(openStore(dataDir)).toEqual({ ok: false, error: 'too_new' })
    const again = new Database(file())
    again.pragma('user_version = 2')
    again.close()
    store = open()
  })

  it('that wrote none is brought to this one, its certificates counted and their last change known', () => {
    store.certificates.insert(record('a', { notBefore: 5 }))
    store.certificates.insert(record('b', { notBefore: 5, status: 'REVOKE', revokedAt: 7 }))
    store.certificates.insert(record('c', { notBefore: 5, issuedAt: 6 }))
    store.close()
    const database = new Database(file())
    // What the first version had of it.
    database.exec(`
      ${certificateUpkeep.pause}
      drop table blocks;
      create table blocks (block integer primary key, living integer not null) strict;
      insert into blocks values (0, 3);
      create trigger blocks_grow after insert on certificates begin
        insert into blocks values (new.id / 1000, 1) on conflict do update set living = living + 1; end;
      create trigger blocks_shrink after delete on certificates begin
        update blocks set living = living - 1 where block = old.id / 1000; end;
      alter table certificates drop column modified_at;
      drop table certificate_bytes;
      create table certificate_bytes (
        certificate_id integer primary key references certificates (id) on delete cascade,
        spki blob not null, der blob) strict;
      insert into certificate_bytes values (1, x'01', x'02'), (2, x'03', null);
      pragma user_version = 0;`)
    database.close()
    store = open()
    expect(store.certificates.total({ status: 'REVOKE' })).toBe(1)
    expect(store.certificates.page(0, 9).map(({ modifiedAt }) => modifiedAt)).toEqual([6, 7, 5])
    expect(store.certificates.bytes(1)).toEqual({ spki: null, der: Buffer.of(2) })
    expect(store.certificates.bytes(2)).toEqual({ spki: Buffer.of(3), der: null })
    store.certificates.insert(record('d'))
    expect(store.certificates.total()).toBe(4)
    store.close()
    expect(version()).toBe(2)
    store = open()
  })

  it('makes indexes and counts anew where a process was killed before they were made', () => {
    store.close()
    const database = new Database(file())
    beginLoading(database)
    database.close()
    store = open()
    store.certificates.insert(record('a'))
    expect(store.certificates.total()).toBe(1)
    expect(() => store.certificates.insert(record('a'))).toThrow(/UNIQUE/)
  })
})

describe('guarded writes', () => {
  it('revoke only what is in force and delete only what is revoked', () => {
    const id = store.certificates.insert(record('a'))
    expect(() => {
      store.certificates.remove(id)
    }).toThrow()
    store.certificates.revoke(id, 5)
    expect(() => {
      store.certificates.revoke(id, 6)
    }).toThrow()
    expect(store.certificates.find('a')).toMatchObject({ status: 'REVOKE', revokedAt: 5 })
    store.certificates.remove(id)
    expect(store.certificates.find('a')).toBeUndefined()
  })

  it('never replace a signature', () => {
    const id = store.certificates.insert(record('a'))
    store.certificates.storeBytes(id, { spki: Buffer.from('key'), der: null })
    store.certificates.storeBytes(id, { spki: null, der: Buffer.from('first') })
    expect(() => {
      store.certificates.storeBytes(id, { spki: null, der: Buffer.from('second') })
    }).toThrow()
    expect(() => {
      store.certificates.storeBytes(id, { spki: Buffer.from('key'), der: null })
    }).toThrow()
    expect(store.certificates.bytes(id)).toEqual({ spki: null, der: Buffer.from('first') })
  })

  it('are undone together when a transaction fails', () => {
    expect(() => {
      store.transaction(() => {
        store.certificates.insert(record('a'))
        throw new Error('stop')
      })
    }).toThrow('stop')
    expect(store.certificates.total()).toBe(0)
  })
})

it('is one process at a time', () => {
  expect(openStore(dataDir)).toEqual({ ok: false, error: 'in_use' })
})

it('remembers a nonce for each key, and forgets it when the date alone refuses a replay', () => {
  expect(store.nonces.claim('key', 'nonce', 0)).toBe(true)
  expect(store.nonces.claim('key', 'nonce', 1)).toBe(false)
  expect(store.nonces.claim('other', 'nonce', 1)).toBe(true)
  const later = 32 * 60_000
  for (let call = 0; call < 400; call += 1) store.nonces.claim('key', `n${call}`, later)
  expect(store.nonces.claim('key', 'nonce', later)).toBe(true)
})
