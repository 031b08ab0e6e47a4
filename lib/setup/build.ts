import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildEnvironment } from './environment.ts'

// The console's production build, made when its sources differ from those of the last one.

const root = path.resolve(import.meta.dirname, '../..')
const sources = [
  'app/**/*',
  'components/**/*',
  'lib/**/*',
  'public/**/*',
  '{proxy,instrumentation,tailwind.config}.ts',
  '{next,postcss}.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const stampFile = path.join(root, '.next', 'rescind-build')

/** A digest of everything that goes into the build. */
export function sourceDigest(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    // Neither of the other two programs is part of the console.
    .filter((file) => !/^lib[\\/](emulator|pki)[\\/]/.test(file))
    .sort()
  for (const file of new Set(files))
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * Builds if stale. True when it built. Throws with Next's own output already on stderr when the build fails, and when
 * `signal` stops it.
 */
export async function ensureBuilt(signal?: AbortSignal): Promise<boolean> {
  const digest = sourceDigest()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return false
  process.stderr.write('rescind: building the console (about half a minute, once per version)\n')
  rmSync(path.join(root, '.next'), { recursive: true, force: true })
  const env = {
    ...buildEnvironment(process.env),
    // Server actions' closures are sealed with it; replicas must run one build, which then carries one key.
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY:
      process.env['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY'] ?? randomBytes(32).toString('base64'),
  }
  await run(['--import', './lib/setup/tether.ts', 'node_modules/next/dist/bin/next', 'build'], env, signal)
  // Next has ended with 0 and no build where nothing was left that it could have waited for. This is what it writes last.
  if (!existsSync(path.join(root, '.next', 'export-marker.json'))) throw new Error('the build ended before it was done')
  writeFileSync(stampFile, digest)
  return true
}

function run(args: string[], env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = []
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    const end = () => child.kill('SIGTERM')
    signal?.addEventListener('abort', end, { once: true })
    child.on('error', reject)
    child.on('exit', (code) => {
      signal?.removeEventListener('abort', end)
      if (signal?.aborted === true) {
        reject(new Error('the build was stopped'))
        return
      }
      if (code === 0) {
        resolve()
        return
      }
      process.stderr.write(Buffer.concat(output))
      reject(new Error('the build failed'))
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.channel) {
    // Whoever asked for it is gone, perhaps killed.
    process.on('disconnect', () => process.exit(1))
    process.channel.unref()
  }
  await ensureBuilt()
}
