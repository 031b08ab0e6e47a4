import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { root, runNode } from '../stages/command.ts'

const NEXT = createRequire(import.meta.url).resolve('next/dist/bin/next')

/** A hello-world page of the same Next version, built beside the product: what no page of it can be lighter than. */
export type BarePage = {
  folder: string
  /** Arguments to Node that serve it. */
  serve: (port: number) => string[]
  remove: () => void
}

export async function buildBarePage(): Promise<BarePage> {
  const folder = path.join(root, 'test-results', `bare-${String(process.pid)}`)
  mkdirSync(path.join(folder, 'app'), { recursive: true })
  const files = {
    'package.json': '{"private":true,"type":"module"}',
    'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(root)} } }`,
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
