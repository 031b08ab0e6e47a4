import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '#tests/support/free-port.ts'
import { ended, root, start, until, type Stack } from './stack.ts'

export type BareConsole = { origin: string; stop: () => Promise<void> }

/**
 * A second console over a stack's store: the same build, except that Next finds no proxy.ts in it. What is refused here
 * was refused by the page, the route, the action or the verb itself.
 */
export async function startBareConsole(stack: Stack): Promise<BareConsole> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-bare-'))
  withoutProxy(folder)
  const port = String(await freePort())
  const origin = `http://127.0.0.1:${port}`
  const next = ['node_modules/next/dist/bin/next', 'start', folder, '-H', '127.0.0.1', '-p', port]
  const bare = start(
    ['--import', './lib/setup/preload.ts', ...next],
    {
      ...stack.settings,
      PORT: port,
      NEXTAUTH_SECRET: readFileSync(path.join(stack.dataDir, 'nextauth-secret'), 'utf8'),
      NEXTAUTH_URL: origin,
      NEXT_MANUAL_SIG_HANDLE: 'true',
    },
    // Next complains of every request that proxy.ts would have refused: that is for nobody to read.
    { flags: ['--disable-warning=ExperimentalWarning'], stderr: 'pipe' },
  )
  const words: Buffer[] = []
  bare.stderr?.on('data', (chunk: Buffer) => words.push(chunk))
  await until(async () => (await fetch(`${origin}/api/health/ready`)).ok).catch((cause: unknown) => {
    throw new Error(`no console without proxy.ts: ${Buffer.concat(words).toString('utf8')}`, { cause })
  })
  return {
    origin,
    stop: async () => {
      bare.kill('SIGTERM')
      await ended(bare)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The build by links, and the one file that names proxy.ts (Next calls it `/_middleware`) written anew without it. */
function withoutProxy(folder: string): void {
  const build = path.join(root, '.next')
  const server = path.join(folder, '.next', 'server')
  mkdirSync(server, { recursive: true })
  for (const name of ['node_modules', 'next.config.mjs', 'package.json', 'lib']) link(root, folder, name)
  for (const name of readdirSync(build)) if (name !== 'server') link(build, path.dirname(server), name)
  const manifest = 'functions-config-manifest.json'
  for (const name of readdirSync(path.join(build, 'server'))) {
    if (name !== manifest) link(path.join(build, 'server'), server, name)
  }
  const { functions, ...rest } = JSON.parse(readFileSync(path.join(build, 'server', manifest), 'utf8')) as {
    functions: Record<string, unknown>
  }
  const { '/_middleware': proxy, ...others } = functions
  if (proxy === undefined) throw new Error('the build names its proxy.ts elsewhere')
  writeFileSync(path.join(server, manifest), JSON.stringify({ ...rest, functions: others }))
}

function link(from: string, to: string, name: string): void {
  symlinkSync(path.join(from, name), path.join(to, name))
}
