import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emergencyFilesIn, openEmergencyFile } from '#lib/db/server/emergency-file.ts'
import { runProcess } from '#tests/support/node-process.ts'

describe('the emergency file', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'rescind-emergency-'))
  })
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true })
  })
  const files = () => readdirSync(path.join(dataDir, 'emergency')).map((name) => path.join(dataDir, 'emergency', name))
  const inOtherProcess = (lines: string[]) => runProcess('tests/unit/db/emergency-process.ts', { dataDir, lines })

  it('gives back what was appended, in order, and forgets one line at a time', () => {
    const emergency = openEmergencyFile(dataDir)
    emergency.append('{"a":"王芳"}')
    emergency.append('{"b":2}')
    expect(emergency.readAll()).toEqual(['{"a":"王芳"}', '{"b":2}'])
    emergency.forget('{"a":"王芳"}')
    expect(emergency.readAll()).toEqual(['{"b":2}'])
    emergency.forget('{"b":2}')
    expect(emergency.readAll()).toEqual([])
    emergency.append('{"c":3}')
    expect(emergency.readAll()).toEqual(['{"c":3}'])
  })

  it('has all its bytes from the start, and never grows', () => {
    const emergency = openEmergencyFile(dataDir)
    const [file = ''] = files()
    const { size, blocks } = statSync(file)
    expect(blocks * 512).toBeGreaterThanOrEqual(size)
    emergency.append('x')
    expect(statSync(file).size).toBe(size)
  })

  it('throws when it is full, and keeps what it holds', () => {
    const emergency = openEmergencyFile(dataDir)
    const line = 'x'.repeat(100_000)
    emergency.append(line)
    emergency.append(line)
    expect(() => emergency.append(line)).toThrow('full')
    emergency.append('a short one')
    expect(emergency.readAll()).toEqual([line, line, 'a short one'])
  })

  it('refuses a line that would be two, or none', () => {
    const emergency = openEmergencyFile(dataDir)
    expect(() => emergency.append('a\nb')).toThrow(TypeError)
    expect(() => emergency.append('a\0b')).toThrow(TypeError)
  })

  it('forgets whole lines alone, and uses their room when it has no other', () => {
    const emergency = openEmergencyFile(dataDir)
    const line = 'x'.repeat(100_000)
    emergency.append(`y${line}`)
    emergency.append(line)
    emergency.forget(line)
    expect(emergency.readAll()).toEqual([`y${line}`])
    emergency.forget(`y${line}`)
    emergency.append(line)
    expect(emergency.readAll()).toEqual([line])
  })

  it('copies a line that nobody understands into a file of its own', () => {
    const emergency = openEmergencyFile(dataDir)
    emergency.append('what is this')
    const file = emergency.setAside('what is this')
    expect(emergency.setAside('what is this')).toBe(file)
    expect(readFileSync(file, 'utf8')).toBe('what is this')
    expect(emergency.readAll()).toEqual(['what is this'])
  })

  it('is read also where no file can be opened', () => {
    expect(emergencyFilesIn(path.join(dataDir, 'nowhere')).readAll()).toEqual([])
    openEmergencyFile(dataDir).append('left')
    expect(emergencyFilesIn(dataDir).readAll()).toEqual(['left'])
  })

  it('reads what a process has left that is gone, and takes its file over once it is empty', async () => {
    await inOtherProcess(['left 1', 'left 2'])
    const first = openEmergencyFile(dataDir)
    expect(files()).toHaveLength(2)
    expect(first.readAll()).toEqual(['left 1', 'left 2'])
    first.forget('left 1')
    first.forget('left 2')
    const second = openEmergencyFile(dataDir)
    expect(files()).toHaveLength(2)
    first.append('from the first')
    second.append('from the second')
    expect(first.readAll().sort()).toEqual(['from the first', 'from the second'])
  })

  it('takes over no file whose process was killed before it had all its bytes', async () => {
    await inOtherProcess([])
    const [left = ''] = files()
    truncateSync(left, 1_000)
    openEmergencyFile(dataDir)
    expect(files()).toHaveLength(2)
  })

  it('does not share a file with another that is open in this process', () => {
    const first = openEmergencyFile(dataDir)
    const second = openEmergencyFile(dataDir)
    first.append('1')
    second.append('2')
    expect(first.readAll().sort()).toEqual(['1', '2'])
  })

  it('ignores a line that a dying process did not finish', () => {
    const emergency = openEmergencyFile(dataDir)
    const [file = ''] = files()
    writeFileSync(path.join(path.dirname(file), '1-torn.log'), 'whole\n{"requestId":"ha')
    expect(emergency.readAll()).toEqual(['whole'])
  })

  it('throws when its file has been taken away, instead of writing where nobody reads', () => {
    const emergency = openEmergencyFile(dataDir)
    const [file = ''] = files()
    renameSync(file, `${file}.elsewhere`)
    expect(() => emergency.append('lost')).toThrow('taken away')
  })
})
