import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { rolldown } from 'rolldown'
import { root } from '../stages/command.ts'

// The process of the fault tests as one file: it starts in a quarter of the time that its two hundred sources take, and
// thousands of them are started. Built once a run.

declare module 'vitest' {
  interface ProvidedContext {
    /** `fault-process.ts`, built, and what Node has made of it. Absolute paths. */
    faultProgram: { file: string; compiled: string }
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  // Inside the checkout: what is not built in is found from there.
  const cache = path.join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'fault-process-'))
  const bundle = await rolldown({
    input: path.join(root, 'tests/faults/fault-process.ts'),
    platform: 'node',
    external: ['better-sqlite3', 'pg'],
    resolve: { conditionNames: ['react-server', 'node', 'import'] },
    logLevel: 'silent',
  })
  const program = { file: path.join(folder, 'fault-process.mjs'), compiled: path.join(folder, 'compiled') }
  await bundle.write({ file: program.file, format: 'esm', codeSplitting: false, minify: true })
  await bundle.close()
  keepCompiled(program, folder)
  project.provide('faultProgram', program)
  return () => {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One run to its end: whoever is killed leaves no compiled code behind. */
function keepCompiled({ file, compiled }: { file: string; compiled: string }, folder: string): void {
  const orders = {
    store: { dataDir: path.join(folder, 'store') },
    host: '127.0.0.1:1',
    recover: { laters: [] },
  }
  const { status, stderr } = spawnSync(process.execPath, ['--conditions=react-server', file], {
    input: `${JSON.stringify(orders)}\n`,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the program of the fault tests does not run: ${stderr}`)
}
