import path from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import type { Stack } from './stack.ts'

// Ways to break the console for real, for as long as `meanwhile` runs.

/** A table of the store is not there: what reads it throws on the server. */
export async function withoutTable(stack: Stack, table: string, meanwhile: () => Promise<void>): Promise<void> {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'))
  database.pragma('busy_timeout = 5000')
  database.exec(`alter table ${table} rename to ${table}_away`)
  try {
    await meanwhile()
  } finally {
    database.exec(`alter table ${table}_away rename to ${table}`)
    database.close()
  }
}

/**
 * The answer of a server on which the outermost layout failed: where its first component stood, React's stream has the
 * error in its place, with the digest under which the server's log would have it.
 */
export async function breakRootLayout(page: Page, address: string, digest: string): Promise<void> {
  await page.route(address, async (route) => {
    const answer = await route.fetch()
    const body = await answer.text()
    const provider = /\\"\$L([0-9a-f]+)\\",null,\{\\"formats\\"/.exec(body)?.[1] ?? 'none'
    const row = new RegExp(`(\\\\n)${provider}:I\\[[^\\n]*?\\]\\\\n`)
    if (!row.test(body)) throw new Error('the root layout is not where it was')
    await route.fulfill({
      response: answer,
      body: body.replace(row, `$1${provider}:E{\\"digest\\":\\"${digest}\\"}\\n`),
    })
  })
}
