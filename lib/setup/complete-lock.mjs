// Run by hand after changing dependencies: `node lib/setup/complete-lock.mjs`.
// A registry mirror may lack the binaries of other platforms; npm then leaves them out of the lock file, and
// `npm ci` refuses such a file everywhere. This names them (exact version, os, cpu) so that every platform installs.
import { readFileSync, writeFileSync } from 'node:fs'

const SYSTEMS = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony']
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32']

const file = new URL('../../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = Object.values(lock.packages).flatMap((entry) =>
  Object.entries(entry.optionalDependencies ?? {}).filter(([name]) => !(`node_modules/${name}` in lock.packages)),
)
for (const [name, version] of missing) {
  const words = name.split('/').at(-1).split('-')
  const system = SYSTEMS.find((word) => words.includes(word))
  const processor = PROCESSORS.find((word) => words.includes(word))
  lock.packages[`node_modules/${name}`] = {
    version: version.replace(/^[~^]/, ''),
    ...(processor ? { cpu: [processor] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${String(missing.length)} entries added\n`)
