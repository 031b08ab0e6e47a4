import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './stack.ts'

// What the production build answers to, as its own manifests say it: nothing here is a list of ours.

export type BuiltAction = {
  /** As in `lib/auth/actions.ts#signInAction`. */
  name: string
  id: string
  /** Addresses of the pages whose bundle carries it, as in `/certificates/[identifier]`. */
  pages: string[]
}

type ActionManifest = Record<
  'node' | 'edge',
  Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>
>

export function builtActions(): BuiltAction[] {
  const manifest = read('server/server-reference-manifest.json') as ActionManifest
  const addresses = addressesOfFiles()
  return [manifest.node, manifest.edge].flatMap((runtime) =>
    Object.entries(runtime).map(([id, { filename, exportedName, workers }]) => ({
      name: `${filename}#${exportedName}`,
      id,
      pages: Object.keys(workers).map((worker) => addresses.get(worker.replace(/^app/, '')) ?? worker),
    })),
  )
}

/** Addresses of the route handlers, as in `/api/certificates/[identifier]`. */
export function builtRoutes(): string[] {
  return [...addressesOfFiles()].flatMap(([file, address]) => (file.endsWith('/route') ? [address] : []))
}

export function builtPages(): string[] {
  return [...addressesOfFiles()].flatMap(([file, address]) => (file.endsWith('/page') ? [address] : []))
}

/** Of the pages router there must be nothing but Next's own page for a 500. */
export function builtOldPages(): string[] {
  return Object.keys(read('server/pages-manifest.json') as Record<string, string>)
}

function addressesOfFiles(): Map<string, string> {
  return new Map(Object.entries(read('app-path-routes-manifest.json') as Record<string, string>))
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, '.next', file), 'utf8'))
}
