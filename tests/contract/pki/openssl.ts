import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What openssl said on both channels, and whether it ended with 0. */
export type Verdict = { readonly succeeded: boolean; readonly text: string }

/** A folder of its own in which openssl, the judge of this suite, runs. */
export type Bench = {
  readonly folder: string
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => Promise<void>
  readonly openssl: (...options: readonly string[]) => Promise<Verdict>
  readonly remove: () => Promise<void>
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rescind-pki-'))
  return {
    folder,
    write: async (files) => {
      await Promise.all(Object.entries(files).map(([name, contents]) => writeFile(path.join(folder, name), contents)))
    },
    openssl: (...options) => judge(folder, options),
    remove: () => rm(folder, { recursive: true }),
  }
}

async function judge(cwd: string, options: readonly string[]): Promise<Verdict> {
  try {
    const { stdout, stderr } = await run('openssl', options, { cwd, maxBuffer: 64 * 1024 * 1024 })
    return { succeeded: true, text: stdout + stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error && 'stderr' in error)) throw error
    if ('code' in error && error.code === 'ENOENT')
      throw new Error('these tests need openssl on PATH', { cause: error })
    return { succeeded: false, text: String(error.stdout) + String(error.stderr) }
  }
}
