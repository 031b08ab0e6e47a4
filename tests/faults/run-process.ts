import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import type { Orders, Ready, Report } from './fault-process.ts'

export type Ended = { reports: Report[]; signal: string | null; code: number | null; errors: string }
export type Started = {
  /** SIGKILL; resolves when it is dead. */
  readonly kill: () => Promise<void>
  /** Of a gated process: resolves when it waits at its gate, or has ended. */
  readonly ready: () => Promise<unknown>
  /** Lets it through its gate, in so many ms. */
  readonly pass: (inMs: number) => void
  readonly ended: Promise<Ended>
}

/** Starts one process of the fault tests. */
export function startFaultProcess(orders: Orders): Started {
  const { file, compiled } = inject('faultProgram')
  const child = spawn(process.execPath, ['--conditions=react-server', file], {
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // It may be dead before it has read all.
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(orders)}\n`)
  const reports: Report[] = []
  let atGate = Promise.withResolvers<undefined>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = lineIn(line)
    if (said === null) return
    if ('isReady' in said) atGate.resolve(undefined)
    else reports.push(said)
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exited = once(child, 'exit')
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    ready: () => Promise.race([atGate.promise, exited]),
    pass: (inMs) => {
      atGate = Promise.withResolvers()
      child.stdin.write(`${String(inMs)}\n`)
    },
    ended: once(child, 'close').then(([code, signal]) => ({
      reports,
      code: code as number | null,
      signal: signal as string | null,
      errors,
    })),
  }
}

/** Null for half a line of a process that died at it. */
function lineIn(line: string): Report | Ready | null {
  try {
    return JSON.parse(line) as Report | Ready
  } catch {
    return null
  }
}
