import { processOptions, usage } from './env.ts'
import { StartRefused, startEmulator } from './start-emulator.ts'

// The emulator: a program of its own that speaks the CAS API 2020-06-30 for certificates of private CAs, verifies
// signatures, says no, and remembers what it was asked. It is a neighbour of the console and shares nothing with it but
// the protocol: no tables, no environment, no process. It refuses to be taken for the real service: one public key pair,
// loopback only, and README.md lists every known difference.

async function main(): Promise<void> {
  const options = processOptions()
  if (!options.ok) {
    fail(`${options.error}\n${usage}`, 2)
    return
  }
  try {
    const emulator = await startEmulator({ ...options.value, onSeeding: seedingLine() })
    process.stdout.write(`emulator listening on ${emulator.url}\n`)
    process.send?.({ kind: 'listening', port: emulator.port })
    stopOnRequest(emulator.close)
  } catch (error) {
    const isExpected = error instanceof StartRefused || (error instanceof Error && 'code' in error)
    fail(isExpected ? error.message : String(error instanceof Error ? error.stack : error), 1)
  }
}

const LINE_EVERY_MS = 2000

/** A first start with a million certificates takes its time: how far it is, every two seconds; small ones are silent. */
function seedingLine(): (rows: number, of: number) => void {
  let lastAt = Date.now()
  return (rows, of) => {
    if (Date.now() - lastAt < LINE_EVERY_MS) return
    lastAt = Date.now()
    process.stdout.write(`emulator seeding: ${rows.toLocaleString('en')} of ${of.toLocaleString('en')} certificates\n`)
  }
}

/** SIGTERM, SIGINT, SIGHUP, or the end of the parent that spawned us with a channel. */
function stopOnRequest(close: () => Promise<void>): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    void close().then(() => {
      if (process.connected) process.disconnect()
    })
  }
  for (const event of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const) process.on(event, stop)
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`emulator: ${message}\n`)
  process.exitCode = exitCode
  if (process.connected) process.disconnect()
}

await main()
