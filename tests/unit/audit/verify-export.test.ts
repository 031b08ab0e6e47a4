import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainHashOf, GENESIS_HASH, recordHashOf } from '#lib/audit/server/chain.ts'
import { verifyExport } from '#lib/audit/verify/main.ts'
import { canonicalJson } from '#lib/core/canonical-json.ts'

type Made = { lines: string[]; text: string }

/** An export made by hand from its description, so that the verifier is not checked against its own exporter. */
function exportOf(kept: readonly boolean[], filter: Record<string, string> = { q: 'gateway' }): Made {
  let previous = GENESIS_HASH
  let last = ''
  const lines = kept.map((isKept, index) => {
    const sequence = index + 1
    const isExport = sequence === kept.length
    const event = isExport
      ? { action: 'export_audit', details: { filter, format: 'jsonl' } }
      : { action: 'revoke_certificate', comment: `王芳 ${'x'.repeat(index % 7)} ${sequence}`, details: null }
    last = canonicalJson({ ...event, sequence, v: 1 })
    previous = chainHashOf(previous, recordHashOf(last))
    const body = isKept ? `"record":${last}` : `"recordHash":"${recordHashOf(last)}"`
    return `{"sequence":${sequence},"hash":"${previous}",${body}}`
  })
  const head = { sequence: kept.length, hash: previous }
  const count = kept.filter(Boolean).length
  const trailer = canonicalJson({ v: 1, filter, first: 1, last: kept.length, count, head })
  const all = [...lines, `{"trailer":${trailer},"export":${last}}`]
  return { lines: all, text: `${all.join('\n')}\n` }
}

async function verify(text: string | Buffer, chunkBytes = 1_000) {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  return verifyExport(chunks())
}
const join = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')
const keeps = fc.array(fc.boolean(), { minLength: 3, maxLength: 30 })

describe('an export that nobody has touched', () => {
  it('is good, in pieces of any size, kept or left out', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.integer({ min: 1, max: 5_000 }), async (kept, chunkBytes) => {
        const records = kept.filter(Boolean).length
        const finding = await verify(exportOf(kept).text, chunkBytes)
        expect(finding).toMatchObject({ isGood: true, records, stubs: kept.length - records })
      }),
      { numRuns: 60 },
    )
  })
})

describe('every change of an export is found, and the first bad sequence named', () => {
  it('one byte, anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.nat(), fc.integer({ min: 1, max: 255 }), async (kept, place, flip) => {
        const { text } = exportOf(kept)
        const bytes = Buffer.from(text)
        const at = place % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ flip
        const line = Buffer.from(text).subarray(0, at).toString('latin1').split('\n').length
        expect(await verify(bytes)).toMatchObject({ isGood: false, sequence: line })
      }),
      { numRuns: 400 },
    )
  })

  it('the very last byte', async () => {
    const bytes = Buffer.from(exportOf([true, false, true]).text.trimEnd())
    bytes[bytes.length - 1] = 0x7c
    expect(await verify(bytes)).toMatchObject({ isGood: false, sequence: 4 })
  })

  it('a line taken out', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.nat(), async (kept, place) => {
        const { lines } = exportOf(kept)
        const at = place % lines.length
        const sequence = at + 1
        expect(await verify(join(lines.toSpliced(at, 1)))).toMatchObject({ isGood: false, sequence })
      }),
      { numRuns: 100 },
    )
  })

  it('a line put in a second time', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.nat(), fc.nat(), async (kept, from, to) => {
        const { lines } = exportOf(kept)
        const line = lines[from % lines.length] ?? ''
        const at = to % (lines.length + 1)
        expect(await verify(join(lines.toSpliced(at, 0, line)))).toMatchObject({ isGood: false })
      }),
      { numRuns: 100 },
    )
  })

  it('two lines exchanged', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.nat(), fc.nat(), async (kept, one, other) => {
        const { lines } = exportOf(kept)
        const [left, right] = [one % lines.length, other % lines.length]
        fc.pre(left !== right)
        const swapped = lines.with(left, lines[right] ?? '').with(right, lines[left] ?? '')
        const sequence = Math.min(left, right) + 1
        expect(await verify(join(swapped))).toMatchObject({ isGood: false, sequence })
      }),
      { numRuns: 100 },
    )
  })

  it('cut off at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(keeps, fc.nat(), async (kept, place) => {
        const bytes = Buffer.from(exportOf(kept).text)
        const length = place % bytes.length
        const whole = bytes.subarray(0, length).toString('latin1').split('\n').length - 1
        expect(await verify(bytes.subarray(0, length))).toMatchObject({ isGood: false, sequence: whole + 1 })
      }),
      { numRuns: 150 },
    )
  })

  it('cut off with a trailer made to fit', async () => {
    const { lines } = exportOf([true, true, true, true, true])
    const shorter = exportOf([true, true, true]).lines
    // The chain of the first three, whose last record is no export.
    const trailer = (lines.at(-1) ?? '').replaceAll('"last":5', '"last":3').replaceAll('"count":5', '"count":3')
    expect(await verify(join([...lines.slice(0, 3), trailer]))).toMatchObject({ isGood: false, sequence: 4 })
    expect(await verify(join([...lines.slice(0, 3), shorter.at(-1) ?? '']))).toMatchObject({
      isGood: false,
      sequence: 4,
    })
  })

  it('a record turned into a stub, with the count made to fit', async () => {
    const whole = exportOf([true, true, true, true], {})
    const record = /"record":(.*)\}$/.exec(whole.lines[1] ?? '')?.[1] ?? ''
    const stub = (whole.lines[1] ?? '').replace(`"record":${record}`, `"recordHash":"${recordHashOf(record)}"`)
    const lines = whole.lines.with(1, stub)
    const fitted = lines.with(4, (lines[4] ?? '').replace('"count":4', '"count":3'))
    expect(await verify(join(lines))).toMatchObject({ isGood: false, sequence: 2 })
    expect(await verify(join(fitted))).toMatchObject({ isGood: false, sequence: 2 })
  })

  it('a record that names another sequence, with every hash made to fit', async () => {
    const bytes = '{"action":"sign_in","comment":"\\"sequence\\":1,","sequence":2,"v":1}'
    const hash = chainHashOf(GENESIS_HASH, recordHashOf(bytes))
    const line = `{"sequence":1,"hash":"${hash}","record":${bytes}}`
    expect(await verify(join([line]))).toMatchObject({ isGood: false, sequence: 1 })
  })

  it('a filter that was another', async () => {
    const { text } = exportOf([true, false, true])
    const trailerAt = text.indexOf('{"trailer"')
    const changed = text.slice(0, trailerAt) + text.slice(trailerAt).replace('gateway', 'nothing')
    expect(await verify(changed)).toMatchObject({ isGood: false, sequence: 4 })
  })

  it('line ends of another system, blanks, an empty line', async () => {
    const { text } = exportOf([true, true, true])
    expect(await verify(text.replaceAll('\n', '\r\n'))).toMatchObject({ isGood: false, sequence: 1 })
    expect(await verify(` ${text}`)).toMatchObject({ isGood: false, sequence: 1 })
    expect(await verify(`${text}\n`)).toMatchObject({ isGood: false })
    expect(await verify('')).toMatchObject({ isGood: false, sequence: 1 })
  })
})

describe('the verifier', () => {
  it('is one file that depends on Node alone', () => {
    const source = readFileSync('lib/audit/verify/main.ts', 'utf8')
    const imports = [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1])
    expect(imports).toEqual(['node:crypto', 'node:fs'])
  })
})
