import { spawn } from 'node:child_process'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

export type Finished = { code: number; output: string }

/** Runs Node on one of the project's own tools. What it prints is kept, and shown when `isLoud`. */
export function runNode(
  args: readonly string[],
  options: { env?: Record<string, string>; isLoud?: boolean; cwd?: string } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (options.isLoud ?? false) process.stdout.write(chunk)
      })
    }
    child.on('error', reject)
    child.on('exit', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}
