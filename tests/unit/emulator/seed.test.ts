import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { distinguishedNameFault } from '#lib/pki/distinguished-name.ts'
import { parseSubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import { createSeedKeys } from '#lib/emulator/authority/seed-keys.ts'
import { DAY_MS, type Draft } from '#lib/emulator/seed/draft.ts'
import { landmarks } from '#lib/emulator/seed/landmarks.ts'
import { prepareStore } from '#lib/emulator/seed/prepare-store.ts'
import { seedDraft, seedStore } from '#lib/emulator/seed/seed-store.ts'
import { openStore } from '#lib/emulator/store/open-store.ts'

function drafts(seed: number, count = 1000): Draft[] {
  return Array.from({ length: count }, (_, index) => seedDraft(seed, index))
}

const thousand = drafts(1)

describe('a seed', () => {
  it('repeats names, alternative names, states and date offsets; another one does not', () => {
    expect(drafts(1)).toEqual(thousand)
    expect(drafts(2).slice(landmarks.length)).not.toEqual(thousand.slice(landmarks.length))
  })

  it('holds only what a CA can sign', () => {
    for (const { sans, ...draft } of [...thousand, ...drafts(77)]) {
      const { country, organization, organizationUnit, locality, state, commonName } = draft
      const subject = { country, organization, organizationUnit, locality, state, commonName }
      expect(distinguishedNameFault(subject), commonName).toBeNull()
      for (const { kind, value } of sans) {
        expect(parseSubjectAlternativeName(kind, value), value).toEqual({ ok: true, value: { kind, value } })
      }
      expect(draft.notBefore).toBeLessThan(draft.notAfter)
      // Within every issuing CA: 4.5 years back, 5.5 ahead.
      expect(draft.notBefore).toBeGreaterThan(-4.5 * 365 * DAY_MS)
      expect(draft.notAfter).toBeLessThan(5.5 * 365 * DAY_MS)
      if (draft.revokedAt !== null) {
        expect(draft.revokedAt).toBeGreaterThanOrEqual(draft.notBefore)
        expect(draft.revokedAt).toBeLessThanOrEqual(0)
      }
      if (draft.issuer === 'legacy') expect(draft.enableCrl).toBe(false)
    }
  })

  it('is mostly in force, and has some of everything', () => {
    const share = (matches: (draft: Draft) => boolean): number => thousand.filter(matches).length / thousand.length
    expect(share(({ revokedAt, notAfter }) => revokedAt === null && notAfter > 0)).toBeGreaterThan(0.8)
    expect(share(({ revokedAt }) => revokedAt !== null)).toBeGreaterThan(0.04)
    expect(share(({ notAfter }) => notAfter <= 0)).toBeGreaterThan(0.03)
    expect(share(({ type }) => type === 'SERVER')).toBeGreaterThan(0.15)
    expect(share(({ commonName }) => /\p{Script=Han}/u.test(commonName))).toBeGreaterThan(0.15)
    expect(share(({ sans }) => sans.some(({ kind }) => kind === 'ip'))).toBeGreaterThan(0.05)
    for (const issuer of ['ec', 'rsa', 'legacy'] as const)
      expect(share((draft) => draft.issuer === issuer)).toBeGreaterThan(0.02)
    for (const days of [3, 7, 15, 26]) {
      expect(thousand.some(({ notAfter }) => Math.ceil(notAfter / DAY_MS) === days)).toBe(true)
    }
  })

  it('holds the names that nobody may trust, and one shared key', () => {
    const names = thousand.map(({ commonName }) => commonName)
    expect(names.some((name) => name.includes('\u202E'))).toBe(true)
    expect(names.some((name) => name.startsWith('=HYPERLINK('))).toBe(true)
    expect(names.some((name) => name.length >= 60)).toBe(true)
    expect(thousand.filter(({ sharedKey }) => sharedKey !== null)).toHaveLength(2)
  })
})

it('makes a new key every time, of either kind', () => {
  const keys = createSeedKeys()
  const made = Array.from({ length: 40 }, (_, index) =>
    Buffer.from(keys.next(index % 2 === 0 ? 'RSA' : 'ECC')).toString('hex'),
  )
  expect(new Set(made).size).toBe(40)
  // A SubjectPublicKeyInfo of RSA 2048 with exponent 65537 has 294 bytes of DER, of P-256 91.
  expect(new Set(made.map((hex) => hex.length / 2))).toEqual(new Set([294, 91]))
})

it('goes on where a killed start stopped', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-seed-'))
  const opened = openStore(dataDir)
  if (!opened.ok) throw new Error(opened.error)
  const store = opened.value
  const options = { boundUrl: 'http://127.0.0.1:1', certificates: 0, now: 1_800_000_000_000 }
  const prepared = await prepareStore(store, options)
  if (!prepared.ok) throw new Error(prepared.error)
  const plan = { seed: 1, certificates: 5200, at: options.now }
  expect(() => {
    seedStore({ store, ...prepared.value }, plan, 0, (rows) => {
      if (rows === 5200) throw new Error('killed')
      store.meta.write('birth', { ...plan, rows })
    })
  }).toThrow('killed')
  expect(store.certificates.total()).toBe(5000)
  expect((await prepareStore(store, options)).ok).toBe(true)
  const names = store.certificates.page(0, 300).map(({ commonName }) => commonName)
  expect(store.certificates.total()).toBe(5200)
  expect(names).toEqual(Array.from({ length: 300 }, (_, index) => seedDraft(1, 5199 - index).commonName))
  store.close()
  rmSync(dataDir, { recursive: true })
})
