import { spawn, type ChildProcess } from 'node:child_process'

export type ProcessEnd = { code: number | null; signal: string | null; output: string; errors: string }
export type StartedProcess = { child: ChildProcess; ended: Promise<ProcessEnd> }

/**
 * A TypeScript file as a process of its own, as the launcher would start it. `orders` arrive as JSON in argv[2]; `flags`
 * are Node's.
 */
export function startProcess(file: string, orders: unknown, flags: readonly string[] = []): StartedProcess {
  const ours = ['--disable-warning=ExperimentalWarning', '--conditions=react-server']
  const child = spawn(process.execPath, [...ours, ...flags, file, JSON.stringify(orders)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = new Promise<ProcessEnd>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, output, errors })
    })
  })
  return { child, ended }
}

/** Runs it to its end. What it printed comes back line by line; an end other than 0 throws with what it said. */
export async function runProcess(file: string, orders: unknown): Promise<string[]> {
  const { code, signal, output, errors } = await startProcess(file, orders).ended
  if (code !== 0) throw new Error(`${file} ended with ${String(code ?? signal)}: ${errors}`)
  return output.split('\n').filter((line) => line !== '')
}
