import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CertificateRecord } from '#lib/emulator/store/certificate-row.ts'
import { openStore, type Store } from '#lib/emulator/store/open-store.ts'

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
    store.certificates.storeBytes(id, { spki: Buffer.from('key'), der: Buffer.from('first') })
    expect(() => {
      store.certificates.storeBytes(id, { spki: Buffer.from('key'), der: Buffer.from('second') })
    }).toThrow()
    expect(Buffer.from(store.certificates.bytes(id)?.der ?? []).toString()).toBe('first')
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
