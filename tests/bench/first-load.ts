import { spawn } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { startStack } from '../e2e/support/stack.ts'
import { freePort } from '../support/free-port.ts'
import { buildBarePage } from './bare-page.ts'
import type { Row } from './row.ts'
import { signIn } from './sign-in.ts'

/** P3: the JavaScript that the list page loads first, against a bare page of the same Next version, gzip. */
export async function benchFirstLoad(): Promise<Row[]> {
  const floor = await bareBytes()
  const stack = await startStack()
  try {
    const cookie = await signIn(stack.origin, stack.password)
    const rows: Row[] = []
    for (const address of ['/certificates', '/', '/operations', '/audit']) {
      const figure = await scriptBytes(stack.origin, address, cookie)
      rows.push({
        name: `P3 first-load JS of ${address}`,
        figure: figure / 1024,
        floor: floor / 1024,
        ratio: figure / floor,
        unit: 'KB gzip',
        target: { atMost: 1.4 },
      })
    }
    return rows
  } finally {
    await stack.stop()
  }
}

async function bareBytes(): Promise<number> {
  const bare = await buildBarePage()
  const port = await freePort()
  const server = spawn(process.execPath, bare.serve(port), {
    cwd: bare.folder,
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  try {
    const origin = `http://127.0.0.1:${String(port)}`
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await fetch(origin).catch(() => null))?.ok === true) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return await scriptBytes(origin, '/', '')
  } finally {
    server.kill()
    bare.remove()
  }
}

async function scriptBytes(origin: string, address: string, cookie: string): Promise<number> {
  const html = await (await fetch(`${origin}${address}`, { headers: { cookie }, redirect: 'error' })).text()
  // `noModule` polyfills are not loaded by any browser that we support.
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  const sources = new Set(tags.map(([, source]) => source ?? ''))
  let bytes = 0
  for (const source of sources) {
    const script = await (await fetch(new URL(source.replaceAll('&amp;', '&'), origin))).arrayBuffer()
    bytes += gzipSync(new Uint8Array(script)).length
  }
  return bytes
}
