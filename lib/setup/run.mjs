// Bootstrap of every npm script: plain JavaScript for any Node >= 20.
// It installs dependencies when the lock file changed, fetches the runtime that the product needs where the
// machine's own Node is older, and then runs the task with that binary by absolute path and first in PATH.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { installArgs, tasks } from './tasks.mjs'

/** Whoever asked: it may go while we install. */
const asking = process.ppid

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const RUNTIME_VERSION = '24.21.0'
const RUNTIME_FLOOR = [24, 7]

/** Node's built-in warnings about type stripping say nothing to an operator. */
const QUIET = ['--disable-warning=ExperimentalWarning']

function fail(message) {
  process.stderr.write(`rescind: ${message}\n`)
  process.exit(1)
}

function npm(args, why) {
  process.stderr.write(`rescind: ${why}\n`)
  const shell = process.platform === 'win32'
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell,
  })
  if (result.status !== 0) fail(`npm ${args[0]} failed (exit ${String(result.status)}); is the registry reachable?`)
}

function installDependencies() {
  const stamp = path.join(root, 'node_modules', '.rescind-lock')
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  npm(installArgs, 'installing dependencies (about a minute, once per lock file)')
  writeFileSync(stamp, wanted)
}

function isRecentEnough([major, minor]) {
  return major > RUNTIME_FLOOR[0] || (major === RUNTIME_FLOOR[0] && minor >= RUNTIME_FLOOR[1])
}

/** The path of a Node binary that meets the floor: this process's own, else one from the registry under .runtime/. */
function runtimeBinary() {
  if (isRecentEnough(process.versions.node.split('.').map(Number))) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  // Outside node_modules: npm prunes there whatever the lock file does not name.
  const home = path.join(root, '.runtime', `node-${RUNTIME_VERSION}`)
  const binary = path.join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(binary)) {
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home, { recursive: true })
    writeFileSync(path.join(home, 'package.json'), '{"private":true}\n')
    npm(
      ['install', '--prefix', home, '--ignore-scripts', '--no-package-lock', `${name}@${RUNTIME_VERSION}`],
      `this Node is ${process.versions.node}; fetching Node ${RUNTIME_VERSION} from the registry (once)`,
    )
    if (!existsSync(binary)) fail(`no Node ${RUNTIME_VERSION} package for this platform; install Node >= 24.7 yourself`)
  }
  return binary
}

const [name, ...rest] = process.argv.slice(2)
const task = tasks[name]
if (!task) fail(`unknown task ${String(name)}; known: ${Object.keys(tasks).join(', ')}`)

installDependencies()
const node = runtimeBinary()
const env = {
  ...process.env,
  ...task.env,
  PATH: [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter),
  NEXT_TELEMETRY_DISABLED: '1',
  // Every program of ours is TypeScript: what Node makes of it is kept for the next start. `npm ci` empties it.
  NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compile'),
}
// npm exports its own configuration to children; a nested npm would complain about it.
for (const key of Object.keys(env)) if (key.startsWith('npm_config_')) Reflect.deleteProperty(env, key)

const child = spawn(node, [...QUIET, ...task.args, ...rest], {
  cwd: root,
  env,
  // What stays up ends when this process does, even by SIGKILL: its channel closes.
  stdio: ['inherit', 'inherit', 'inherit', ...(task.tethered ? ['ipc'] : [])],
})
// Ctrl-C reaches the whole foreground group by itself; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm, told to stop, ends its shell and goes: the shell passes nothing on, and we would hold the port for nobody.
setInterval(() => {
  if (process.ppid !== asking) child.kill('SIGTERM')
}, 500).unref()
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
