import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkpointLine, makeExport } from '#tests/support/audit-export.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'

const all = (length: number) => Array.from({ length }, () => true)

describe('the verifier', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-verifier-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const file = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content)
    return name
  }
  /** Alone, in a folder that has nothing of the product. */
  const run = (...args: string[]) => {
    copyFileSync('lib/audit/verify/verify-export.ts', path.join(folder, 'verify-export.ts'))
    const { status, stdout } = spawnSync(process.execPath, ['verify-export.ts', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, stdout }
  }
  const { text, chain } = makeExport({ kept: all(5), checkpoints: new Map([[3, 1]]) })

  it('is one file that depends on Node alone', () => {
    const source = readFileSync('lib/audit/verify/verify-export.ts', 'utf8')
    const imports = [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1])
    expect(imports).toEqual(['node:crypto', 'node:fs', 'node:util'])
  })

  it('says what it found, and what it was not told', () => {
    const target = file('export.jsonl', text)
    const key = auditKeyNumber(1)
    const unpinned = run(target)
    expect(unpinned.status).toBe(0)
    expect(unpinned.stdout).toContain(`good: 5 records and 0 stubs, sequence 1 to 5, head ${chain[4]?.hash ?? ''}\n`)
    expect(unpinned.stdout).toContain('checkpoints: 1, the last of sequence 3 at 2026-11-24T12:00:03.000Z\n')
    expect(unpinned.stdout).toContain(`key ${key.id}: NOT PINNED`)
    const [ours, other] = [file('ours.pem', key.publicKeyPem), file('other.pem', auditKeyNumber(2).publicKeyPem)]
    const known = run(target, '--public-key', other, '--public-key', ours)
    expect(known).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`key ${key.id}: one of those given`) as string,
    })
    expect(run(target, '--public-key', other)).toEqual({
      status: 1,
      stdout: `bad: first bad sequence 3: signed by the key ${key.id}, which is not one of those given\n`,
    })
    const fourth = chain[3]
    if (!fourth) throw new Error('too short')
    const kept = file('kept.jsonl', `${checkpointLine(fourth, 1)}\n`)
    expect(run('--checkpoints', kept, target).stdout).toContain(
      'checkpoints kept elsewhere: 1 agree, 0 newer than the export\n',
    )
    const another = makeExport({ kept: all(4), filter: { q: 'y' } })
    expect(run('--checkpoints', kept, file('another.jsonl', another.text))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('first bad sequence 4: the chain here is not the one') as string,
    })
  }, 60_000)

  it('ends with 1 and a reason for whatever it cannot use', () => {
    const target = file('export.jsonl', text)
    for (const [args, reason] of [
      [[], 'Usage'],
      [['--nonsense', target], 'Usage'],
      [[target, target], 'Usage'],
      [[target, '--proof', target, '--checkpoints', target], 'Usage'],
      [['absent.jsonl'], 'bad: '],
      [[target, '--public-key', 'absent.pem'], 'bad: '],
      [[target, '--public-key', target], 'bad: '],
      [[target, '--checkpoints', 'absent.jsonl'], 'bad: '],
      [[target, '--checkpoints', file('empty.jsonl', '')], 'it holds no checkpoint'],
      [[target, '--proof', target], 'bad: the proof is not written as one'],
      [[file('cut.jsonl', text.slice(0, -1))], 'first bad sequence 6:'],
    ] as const) {
      const { status, stdout } = run(...args)
      expect({ args, status }).toEqual({ args, status: 1 })
      expect(stdout).toContain(reason)
    }
  }, 60_000)
})
