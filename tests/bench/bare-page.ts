import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, runNode } from '../stages/command.ts'

const NEXT = 'node_modules/next/dist/bin/next'

/** A hello-world page of the same Next version: what no page of the product can be lighter than. */
export type BarePage = {
  folder: string
  /** Arguments to Node that serve it. */
  serve: (port: number) => string[]
  remove: () => void
}

/** Outside the project, with packages of its own: Next takes the proxy and the instrumentation of a folder above. */
export async function buildBarePage(): Promise<BarePage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-bare-'))
  mkdirSync(path.join(folder, 'app'))
  for (const name of neededBy(['next', 'react', 'react-dom'])) {
    cpSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name), { recursive: true })
  }
  const files = {
    'package.json': '{"private":true,"type":"module"}',
    'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(folder)} } }`,
    'app/layout.jsx':
      'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html> }',
    'app/page.jsx': "'use client'\nexport default function Page() { return <h1>Hello</h1> }",
  }
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content)
  const build = await runNode([NEXT, 'build'], { cwd: folder, env: { NODE_ENV: 'production' } })
  if (build.code !== 0) throw new Error(`the bare page does not build:\n${build.output}`)
  return {
    folder,
    serve: (port) => [NEXT, 'start', '-p', String(port), '-H', '127.0.0.1'],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

type Manifest = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }

/** The installed packages that these need to run, themselves included. */
function neededBy(names: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>()
  const add = (name: string): void => {
    const manifest = path.join(root, 'node_modules', name, 'package.json')
    if (needed.has(name) || !existsSync(manifest)) return
    needed.add(name)
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
    for (const other of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) add(other)
  }
  for (const name of names) add(name)
  return needed
}
