import { spawn } from 'node:child_process'
import type { Orders, Report } from './write-process.ts'

export type Ended = { reports: Report[]; signal: string | null; code: number | null; errors: string }

/** Runs one write process to its end, or to its death. */
export function runWriteProcess(orders: Orders): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--conditions=react-server',
        'tests/faults/write-process.ts',
        JSON.stringify(orders),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = output.split('\n').filter((line) => line !== '')
      resolve({ reports: lines.map((line) => JSON.parse(line) as Report), signal, code, errors })
    })
  })
}

/** mulberry32: small, seeded, the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
