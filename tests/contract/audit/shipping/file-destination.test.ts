import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileDestination } from '#lib/audit/server/ship/file-destination.ts'
import { canMount, smallDisk } from '#tests/support/full-disk.ts'
import { lineNumber, linesOf } from './lines.ts'
import { running } from './support.ts'

const ok = { ok: true, value: null }
const failed = (cause: string, detail: unknown) => ({ ok: false, error: { cause, detail } })

describe('shipping to a file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-file-'))
    file = path.join(folder, 'audit.jsonl')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true, force: true })
  })
  const content = (name = file) => readFileSync(name, 'utf8')
  const text = (...numbers: number[]) => numbers.map((number) => lineNumber(number).text).join('')

  it('makes it for its owner alone, appends to it, and leaves the mode of one that is there', async () => {
    const { deliver } = fileDestination(file)
    expect(await deliver(linesOf(1, 2), running)).toEqual(ok)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    chmodSync(file, 0o640)
    expect(await deliver(linesOf(3), running)).toEqual(ok)
    expect(content()).toBe(text(1, 2, 3))
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  it('has fsynced the lines, and the folder of a new file, when it says so', async () => {
    const handle = await fs.open(path.join(folder, 'another'), 'w')
    const synced: string[] = []
    const prototype = Object.getPrototypeOf(handle) as typeof handle
    await handle.close()
    const sync = Reflect.get(prototype, 'sync')
    vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
      const { size } = await this.stat()
      synced.push((await this.stat()).isDirectory() ? 'folder' : `file of ${String(size)}`)
      await Reflect.apply(sync, this, [])
    })
    const { deliver } = fileDestination(file)
    await deliver(linesOf(1), running)
    const [one, both] = [text(1).length, text(1, 2).length].map(String)
    expect(synced).toEqual([`file of ${String(one)}`, 'folder'])
    await deliver(linesOf(2), running)
    expect(synced.slice(2)).toEqual([`file of ${String(both)}`])
    // Another process does not know whether the one before had come so far.
    await fileDestination(file).deliver(linesOf(3), running)
    expect(synced.slice(3)).toEqual([expect.stringMatching('file of'), 'folder'])
  })

  it('follows a rotation: renamed, removed, replaced', async () => {
    const { deliver } = fileDestination(file)
    await deliver(linesOf(1), running)
    renameSync(file, `${file}.1`)
    expect(await deliver(linesOf(2), running)).toEqual(ok)
    expect([content(`${file}.1`), content()]).toEqual([text(1), text(2)])
    unlinkSync(file)
    expect(await deliver(linesOf(3), running)).toEqual(ok)
    expect(content()).toBe(text(3))
    renameSync(file, `${file}.2`)
    writeFileSync(file, '', { mode: 0o600 })
    expect(await deliver(linesOf(4), running)).toEqual(ok)
    truncateSync(file)
    expect(await deliver(linesOf(5), running)).toEqual(ok)
    expect([content(`${file}.2`), content()]).toEqual([text(3), text(5)])
  })

  it('does not call written what was removed while it wrote', async () => {
    const handle = await fs.open(path.join(folder, 'another'), 'w')
    const prototype = Object.getPrototypeOf(handle) as typeof handle
    await handle.close()
    const sync = Reflect.get(prototype, 'sync')
    vi.spyOn(prototype, 'sync').mockImplementationOnce(async function (this: typeof handle) {
      unlinkSync(file)
      await Reflect.apply(sync, this, [])
    })
    const { deliver } = fileDestination(file)
    expect(await deliver(linesOf(1), running)).toEqual(failed('removed', null))
    expect(await deliver(linesOf(1), running)).toEqual(ok)
    expect(content()).toBe(text(1))
  })

  describe('where somebody died in the middle of a line', () => {
    it.each([1, 2, 40, lineNumber(2).text.length - 1])(
      'ends the line that comes again, %i bytes of it',
      async (torn) => {
        writeFileSync(file, text(1) + text(2).slice(0, torn))
        expect(await fileDestination(file).deliver(linesOf(2, 3), running)).toEqual(ok)
        const lines = content().trimEnd().split('\n')
        // Each line is whole; which of two that begin alike was torn nobody knows, and either may be repeated.
        const whole = text(1, 2, 3).trimEnd().split('\n')
        expect(lines.every((line) => whole.includes(line))).toBe(true)
        expect([...new Set(lines)]).toEqual(whole)
      },
    )

    it('ends a piece that does not come again where it is', async () => {
      writeFileSync(file, `${text(1)}{"sequence":7,"ha`)
      expect(await fileDestination(file).deliver(linesOf(2), running)).toEqual(ok)
      expect(content()).toBe(`${text(1)}{"sequence":7,"ha\n${text(2)}`)
    })

    it('ends one of more than a window too', async () => {
      writeFileSync(file, `{${'x'.repeat(5 * 1024 * 1024)}`)
      expect(await fileDestination(file).deliver(linesOf(2), running)).toEqual(ok)
      expect(content().endsWith(`x\n${text(2)}`)).toBe(true)
    })
  })

  describe('refuses', () => {
    it.each([
      ['a database', 'SQLite format 3\0'],
      ['a key', '-----BEGIN PRIVATE KEY-----\n'],
      ['somebody else’s log', 'Nov 24 12:00:00 host sshd[1]: hello\n'],
    ])('%s, and leaves it as it is', async (_name, held) => {
      writeFileSync(file, held)
      expect(await fileDestination(file).deliver(linesOf(1), running)).toEqual(failed('foreign_file', null))
      expect(content()).toBe(held)
    })

    it('a symbolic link, also one to nowhere', async () => {
      const target = path.join(folder, 'target')
      symlinkSync(target, file)
      expect(await fileDestination(file).deliver(linesOf(1), running)).toEqual(failed('not_a_file', 'ELOOP'))
      expect(existsSync(target)).toBe(false)
      writeFileSync(target, '')
      expect(await fileDestination(file).deliver(linesOf(1), running)).toEqual(failed('not_a_file', 'ELOOP'))
      expect(content(target)).toBe('')
    })

    it('a folder, a device, and a pipe without waiting for a reader', async () => {
      mkdirSync(file)
      expect(await fileDestination(file).deliver(linesOf(1), running)).toEqual(failed('not_a_file', 'EISDIR'))
      expect(await fileDestination('/dev/null').deliver(linesOf(1), running)).toEqual(failed('not_a_file', null))
      const pipe = path.join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      expect(await fileDestination(pipe).deliver(linesOf(1), running)).toEqual(failed('not_a_file', null))
    })

    it('a folder that is not there, and tells so', async () => {
      const nowhere = path.join(folder, 'nowhere', 'audit.jsonl')
      expect(await fileDestination(nowhere).deliver(linesOf(1), running)).toEqual(failed('not_writable', 'ENOENT'))
      expect(await fileDestination('/proc/audit.jsonl').deliver(linesOf(1), running)).toEqual(
        failed('not_writable', expect.any(String)),
      )
    })
  })

  it('waits no longer than it may for a file system that hangs, and asks it nothing more', async () => {
    const hung = Promise.withResolvers<undefined>()
    const open = vi.spyOn(fs, 'open').mockImplementation(async () => {
      await hung.promise
      throw Object.assign(new Error('gone'), { code: 'EIO' })
    })
    syncBuiltinESMExports()
    const { deliver } = fileDestination(file, { withinMs: 50 })
    const tooLong = failed('timed_out', null)
    expect(await deliver(linesOf(1), running)).toEqual(tooLong)
    for (let turn = 0; turn < 3; turn += 1) expect(await deliver(linesOf(1), running)).toEqual(tooLong)
    expect(open).toHaveBeenCalledTimes(1)
    open.mockRestore()
    syncBuiltinESMExports()
    hung.resolve(undefined)
    await expect.poll(() => deliver(linesOf(1), running)).toEqual(ok)
    const stopping = new AbortController()
    stopping.abort()
    expect(await fileDestination(file).deliver(linesOf(2), stopping.signal)).toEqual(tooLong)
  })

  describe.runIf(canMount())('on a full disk', () => {
    it('fails, takes back what did not fit, and goes on when there is room', async () => {
      const disk = smallDisk(256 * 1024)
      try {
        const shipped = path.join(disk.folder, 'audit.jsonl')
        const { deliver } = fileDestination(shipped)
        expect(await deliver(linesOf(1), running)).toEqual(ok)
        // What is left holds a part of the batch only.
        const batch = Array.from({ length: 2_000 }, (_, index) => lineNumber(index + 2))
        for (let turn = 0; turn < 3; turn += 1) {
          expect(await deliver(batch, running)).toEqual(failed('full', 'ENOSPC'))
          expect(content(shipped)).toBe(text(1))
        }
        disk.fill()
        expect(await deliver(linesOf(2), running)).toEqual(ok)
        for (let number = 3; content(shipped).length + text(number).length <= 4_096; number += 1) {
          await deliver(linesOf(number), running)
        }
        const before = content(shipped)
        expect(await deliver(batch, running)).toEqual(failed('full', 'ENOSPC'))
        expect(content(shipped)).toBe(before)
        disk.makeRoom()
        expect(await deliver(linesOf(99), running)).toEqual(ok)
        expect(content(shipped)).toBe(before + text(99))
      } finally {
        disk.remove()
      }
    })
  })

  it('leaves what somebody else has appended meanwhile, also when it takes back its own', async () => {
    const handle = await fs.open(path.join(folder, 'another'), 'w')
    const prototype = Object.getPrototypeOf(handle) as typeof handle
    await handle.close()
    vi.spyOn(prototype, 'sync').mockImplementationOnce(async () => {
      appendFileSync(file, 'theirs\n')
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    })
    expect(await fileDestination(file).deliver(linesOf(1), running)).toEqual(failed('full', 'ENOSPC'))
    expect(content()).toBe(`${text(1)}theirs\n`)
  })
})
