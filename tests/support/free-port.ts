import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below those that a system gives to its outgoing connections: one of these could have the port before it is used. */
const FIRST = 12_000
const BEHIND_LAST = 32_000

/** A port of this machine that nobody listens on; at random, so that others who ask meanwhile get another. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEHIND_LAST)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
