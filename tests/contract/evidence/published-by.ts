import { afterEach } from 'vitest'
import type { FetchPolicy } from '#lib/evidence/server/fetch/refusal.ts'
import { lyingServer, type Lie, type LyingServer } from '#tests/support/lying-server.ts'

// Servers that publish something, each of them stopped after its test.

export const policy: FetchPolicy = { allowLoopback: true, allowedPrivateHosts: [], proxy: { url: null, noProxy: null } }
export const opened: { close: () => unknown }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

export async function serverOf(lie: Lie): Promise<LyingServer> {
  const server = await lyingServer(lie)
  opened.push(server)
  return server
}

export const limits = { limitBytes: 100_000, timeoutMs: 5_000, policy }

export const says =
  (answer: string | Buffer): Lie =>
  (socket) => {
    socket.end(answer)
  }
