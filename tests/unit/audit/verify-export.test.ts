import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readKept, verifyCsv, verifyExport, type Trust } from '#lib/audit/verify/verify-export.ts'
import { checkpointLine, makeExport, recordLine, textOf, type ExportPlan } from '#tests/support/audit-export.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { mutation, trustedKeys, variantOf } from '#tests/support/audit-mutations.ts'

const pinned = new Set(trustedKeys.map((number) => auditKeyNumber(number).id))
const anybody: Trust = { pinned: null, kept: [] }

async function* chunksOf(text: string | Buffer, chunkBytes = 1_000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
const verify = (text: string | Buffer, trust: Partial<Trust> = {}, chunkBytes = 1_000) =>
  verifyExport(chunksOf(text, chunkBytes), { ...anybody, ...trust })
const all = (length: number) => Array.from({ length }, () => true)

describe('an export that nobody has touched', () => {
  const plans: fc.Arbitrary<ExportPlan> = fc
    .array(fc.record({ kept: fc.boolean(), key: fc.constantFrom(0, 0, 0, 1, 2) }), { minLength: 1, maxLength: 30 })
    .map((records) => ({
      kept: records.map(({ kept }) => kept),
      checkpoints: new Map(records.flatMap(({ key }, index) => (key === 0 ? [] : [[index + 1, key] as const]))),
    }))

  it('is good, in pieces of any size, kept or left out, signed by old keys and new ones', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 5_000 }), async (plan, chunkBytes) => {
        const records = plan.kept.filter(Boolean).length
        const { text, chain } = makeExport(plan)
        const finding = await verify(text, { pinned }, chunkBytes)
        expect(finding).toMatchObject({
          isGood: true,
          records,
          stubs: plan.kept.length - records,
          head: chain.at(-1)?.hash,
          checkpoints: plan.checkpoints?.size,
        })
      }),
      { numRuns: 100 },
    )
  })

  it('names the keys, the last checkpoint and the time', async () => {
    const { text, chain } = makeExport({
      kept: all(4),
      checkpoints: new Map([
        [2, 1],
        [3, 2],
      ]),
      key: 2,
    })
    expect(await verify(text)).toMatchObject({
      keyIds: [auditKeyNumber(1).id, auditKeyNumber(2).id],
      lastCheckpoint: { sequence: 3, hash: chain[2]?.hash, at: '2026-11-24T12:00:03.000Z' },
      exportedAt: '2026-11-24T12:00:04.000Z',
    })
  })
})

describe('whatever is changed of an export is found, and the first bad sequence named', () => {
  // Ten thousand by number: a failing one is repeated by its number alone.
  const COUNT = 10_000
  const PARTS = 10
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    `mutations of part %i of ${PARTS}`,
    async (part) => {
      const kinds = new Set<string>()
      for (let index = 0; index < COUNT / PARTS; index += 1) {
        const { number, kind, bytes, sequence } = mutation(part * (COUNT / PARTS) + index)
        const finding = await verify(bytes, { pinned }, 100 + ((number * 37) % 3_000))
        expect(finding, `mutation ${number}: ${kind}`).toMatchObject({ isGood: false, sequence })
        kinds.add(kind)
      }
      expect(kinds.size).toBe(16)
    },
    60_000,
  )

  it('all of which are of good files', async () => {
    for (let variant = 0; variant < 45; variant += 1) {
      expect(await verify(variantOf(variant).text, { pinned })).toMatchObject({ isGood: true })
    }
  })

  it('cut off with a trailer made to fit', async () => {
    const { lines } = makeExport({ kept: all(5) })
    const shorter = makeExport({ kept: all(3) }).lines
    // The chain of the first three, whose last record is no export.
    for (const trailer of [lines.at(-1), shorter.at(-1)]) {
      const text = textOf([...lines.slice(0, 3), trailer ?? ''])
      expect(await verify(text)).toMatchObject({ isGood: false, sequence: 4 })
    }
  })

  it('a record left out of a whole export, with a trailer that says so, signed by ourselves', async () => {
    const { text } = makeExport({ kept: [true, false, true, true], filter: {} })
    expect(await verify(text, { pinned })).toMatchObject({ isGood: false, sequence: 2 })
  })

  it.each([
    { count: 2 },
    { count: 4 },
    { first: 2 },
    { last: 2 },
    { filter: { q: 'other' } },
    { v: 1 },
    { checkpoints: 0 },
    { head: { sequence: 3, hash: 'a'.repeat(64) } },
    { more: true },
  ])('a trailer that says %j, signed by ourselves', async (trailer) => {
    const { text } = makeExport({ kept: all(3), checkpoints: new Map([[1, 1]]), trailer })
    expect(await verify(text, { pinned })).toMatchObject({ isGood: false, sequence: 4 })
  })

  it('a trailer that nobody has signed', async () => {
    const { lines } = makeExport({ kept: all(3) })
    const unsigned = lines.with(-1, (lines.at(-1) ?? '').replace(/,"publicKey".*(?=,"export")/, ''))
    expect(await verify(textOf(unsigned))).toMatchObject({ isGood: false, sequence: 4 })
  })

  it('a record that names another sequence, with every hash made to fit', async () => {
    const { chain } = makeExport({ kept: all(3) })
    const second = chain[1]
    if (!second) throw new Error('too short')
    const text = textOf([recordLine({ ...second, sequence: 1 })])
    expect(await verify(text)).toMatchObject({ isGood: false, sequence: 1 })
  })

  it('a sequence that is written otherwise', async () => {
    const { text } = makeExport({ kept: all(3) })
    for (const spelled of ['02', '2.0', '+2', '2 ', '2e0']) {
      const changed = text.replace('{"sequence":2,', `{"sequence":${spelled},`)
      expect(await verify(changed), spelled).toMatchObject({ isGood: false, sequence: 2 })
    }
  })

  it('line ends of another system, blanks, an empty line, nothing', async () => {
    const { text } = makeExport({ kept: all(3) })
    expect(await verify(text.replaceAll('\n', '\r\n'))).toMatchObject({ isGood: false, sequence: 1 })
    expect(await verify(` ${text}`)).toMatchObject({ isGood: false, sequence: 1 })
    expect(await verify(`${text}\n`)).toMatchObject({ isGood: false, sequence: 4 })
    expect(await verify('')).toMatchObject({ isGood: false, sequence: 1 })
  })
})

describe('a key', () => {
  const { text } = makeExport({ kept: all(4), checkpoints: new Map([[2, 2]]), key: 1 })
  it('that is pinned must be the one that signed', async () => {
    const only = (number: number) => new Set([auditKeyNumber(number).id])
    expect(await verify(text, { pinned })).toMatchObject({ isGood: true })
    expect(await verify(text, { pinned: only(1) })).toMatchObject({ isGood: false, sequence: 2 })
    expect(await verify(text, { pinned: only(2) })).toMatchObject({ isGood: false, sequence: 5 })
    expect(await verify(text, { pinned: new Set() })).toMatchObject({ isGood: false, sequence: 2 })
  })

  it('of another form is none: a second way to write the same key, or a weaker kind', async () => {
    const { publicKey } = auditKeyNumber(2)
    const others = [
      `302a300506032b6570032100`.replace('2b6570', '2b6571') + publicKey.slice(24),
      publicKey.toUpperCase(),
    ]
    for (const other of others) {
      expect(await verify(text.replace(publicKey, other))).toMatchObject({ isGood: false, sequence: 2 })
    }
  })
})

describe('checkpoints that were kept elsewhere', () => {
  const whole = makeExport({ kept: all(8) })
  const kept = async (lines: readonly string[], trust: Partial<Trust> = {}) =>
    readKept(chunksOf(textOf(lines)), { pinned: null, ...trust })
  const signedAt = (sequence: number, at?: number) => {
    const one = whole.chain[sequence - 1]
    if (!one) throw new Error('too short')
    return checkpointLine({ ...one, at: at ?? one.at }, 1)
  }
  const against = async (text: string, lines: readonly string[]) => {
    const found = await kept(lines)
    if (typeof found === 'string') throw new Error(found)
    return verify(text, { kept: found })
  }

  it('agree with the export that they are of, whatever else stands in their file', async () => {
    const lines = [
      '{"at":"somewhere","message":"a log"}',
      signedAt(3),
      '',
      whole.lines[4] ?? '',
      signedAt(7),
      signedAt(3),
    ]
    expect(await against(whole.text, lines)).toMatchObject({ isGood: true, newer: 0 })
    // The last line need not have an end.
    expect(await readKept(chunksOf(signedAt(3)), { pinned: null })).toHaveLength(1)
  })

  it('find a tail that was cut off before it was exported', async () => {
    // Six records, of which the last, the export, was made after the seventh had been signed.
    const cut = makeExport({ kept: all(6) })
    const before = cut.chain[5]?.at ?? 0
    expect(await against(cut.text, [signedAt(3), signedAt(7, before - 1)])).toMatchObject({
      isGood: false,
      sequence: 7,
    })
    expect(await against(cut.text, [signedAt(3), signedAt(7, before)])).toMatchObject({ isGood: true, newer: 1 })
  })

  it('find a chain that was rewritten and signed anew', async () => {
    const rewritten = makeExport({ kept: all(8), filter: {}, checkpoints: new Map([[8, 1]]) })
    expect(await against(rewritten.text, [signedAt(3)])).toMatchObject({ isGood: true })
    expect(await against(rewritten.text, [signedAt(3), signedAt(8)])).toMatchObject({ isGood: false, sequence: 8 })
  })

  it('are checked themselves', async () => {
    expect(await kept([signedAt(3).replace('"v":1', '"v":2')])).toMatch(/^line 1: /)
    expect(await kept(['x', signedAt(3).replace(/.("\})$/, '0$1')])).toMatch(/^line 2: a bad signature|not written/)
    expect(await kept([signedAt(3)], { pinned: new Set([auditKeyNumber(2).id]) })).toMatch(/^line 1: signed by the key/)
    expect(await kept(['nothing of the kind'])).toBe('it holds no checkpoint')
  })
})

describe('a CSV export', () => {
  const csv = 'sequence,comment\r\n1,"a,b"\r\n2,\r\n'
  const proofOf = (text: string, { rows = 2, key = 1, more = '' } = {}) => {
    const { id, publicKey, sign } = auditKeyNumber(key)
    const sha256 = spawnSync('openssl', ['dgst', '-sha256', '-r'], { input: text, encoding: 'utf8' }).stdout.split(
      ' ',
    )[0]
    const head = `{"hash":"${'a'.repeat(64)}","sequence":2}`
    const statement = `{"filter":{"q":"x"},"head":${head},"keyId":"${id}","rows":${rows},"sha256":"${String(sha256)}","v":1}`
    return `{"csv":${statement},"publicKey":"${publicKey}","signature":"${sign('csv', statement)}"}\n${more}`
  }
  const check = (text: string, proof: string) => verifyCsv(chunksOf(text, 7), proof, { pinned })

  it('is good with its own proof', async () => {
    expect(await check(csv, proofOf(csv))).toEqual({
      isGood: true,
      rows: 2,
      sequence: 2,
      keyIds: [auditKeyNumber(1).id],
    })
  })

  it.each([
    ['a cell was changed', csv.replace('a,b', 'a;b'), proofOf(csv)],
    ['a line is missing', csv.replace('2,\r\n', ''), proofOf(csv)],
    ['it is partial', `${csv}"PARTIAL"\r\n`, proofOf(csv)],
    ['the proof counts otherwise', csv, proofOf(csv, { rows: 3 })],
    ['the proof is of another file', csv, proofOf('other')],
    ['the proof was changed', csv, proofOf(csv).replace('"q":"x"', '"q":"y"')],
    ['another key has signed', csv, proofOf(csv, { key: 3 })],
    ['the proof is cut off', csv, proofOf(csv).trimEnd()],
    ['something follows the proof', csv, proofOf(csv, { more: 'x' })],
    ['there is no proof', csv, ''],
  ])('is bad when %s', async (_what, text, proof) => {
    expect(await check(text, proof)).toMatchObject({ isGood: false, sequence: null })
  })
})
