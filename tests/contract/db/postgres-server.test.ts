import { once } from 'node:events'
import { existsSync } from 'node:fs'
import pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { startProcess } from '#tests/support/node-process.ts'
import { startOwnPostgres } from '#tests/support/postgres.ts'

function folderOf(url: string): string {
  return new URL(url).searchParams.get('host') ?? ''
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  // A server that goes while it is asked breaks the connection as well as the question.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

describe('the PostgreSQL server of the tests', () => {
  it('stops and leaves nothing behind when it is asked to', async () => {
    const server = await startOwnPostgres()
    expect(await answers(server.url)).toBe(true)
    await server.stop()
    expect(await answers(server.url)).toBe(false)
    expect(existsSync(folderOf(server.url))).toBe(false)
  })

  it('stops and leaves nothing behind when its runner is killed', async () => {
    const runner = startProcess('tests/contract/db/postgres-process.ts', {})
    const [first] = (await once(runner.child.stdout ?? runner.child, 'data')) as [Buffer]
    const url = first.toString().trim()
    expect(await answers(url)).toBe(true)
    runner.child.kill('SIGKILL')
    await vi.waitFor(
      async () => {
        expect(await answers(url)).toBe(false)
        expect(existsSync(folderOf(url))).toBe(false)
      },
      { timeout: 20_000, interval: 100 },
    )
  })
})
