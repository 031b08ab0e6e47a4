import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { spawn } from 'node:child_process'
import { root, runNode } from '../stages/command.ts'
import { startStack } from '../e2e/support/stack.ts'
import type { Row } from './row.ts'

const NEXT = createRequire(import.meta.url).resolve('next/dist/bin/next')

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

/** Builds a hello-world page beside the product, with the same packages, and weighs it. */
async function bareBytes(): Promise<number> {
  const folder = path.join(root, 'test-results', 'bare')
  rmSync(folder, { recursive: true, force: true })
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
  const port = 20_000 + (process.pid % 20_000)
  const server = spawn(process.execPath, [NEXT, 'start', '-p', String(port), '-H', '127.0.0.1'], {
    cwd: folder,
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
    rmSync(folder, { recursive: true, force: true })
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

/** By the form, as a browser without JavaScript does. */
async function signIn(origin: string, password: string): Promise<string> {
  const { chromium } = await import('@playwright/test')
  const { findBrowser } = await import('../support/browser.ts')
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: findBrowser(), args })
  try {
    const page = await browser.newPage({ baseURL: origin, locale: 'en-GB' })
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill('admin@example.test')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    const cookies = await page.context().cookies()
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  } finally {
    await browser.close()
  }
}
