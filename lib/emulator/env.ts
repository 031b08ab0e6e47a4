import { parseArgs } from 'node:util'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { EmulatorOptions } from './start-emulator.ts'

type Environment = Readonly<Record<string, string | undefined>>

export const usage = `Usage: npm run emulator -- [options]
  --port N            port of the protocol (default 4010, or EMULATOR_PORT; 0: any free one)
  --data-dir DIR      where emulator.sqlite lives (default ./data)
  --public-url URL    base of the addresses in certificates (default http://127.0.0.1:PORT)
  --certificates N    seed certificates at the first start (default 1000, or EMULATOR_CERTIFICATES)
  --seed N            which names, SANs, statuses and dates (default 1)
  --unthrottled       no limit on calls per second
  --host ADDRESS      address to bind (default 127.0.0.1)
  --expose            allow an address that is not loopback: the key pair is public, so everybody there may write
EMULATOR_CONTROL_TOKEN turns the control routes on.`

/** The emulator's settings from its arguments, then its environment; a failure is a sentence that names the culprit. */
export function readOptions(argv: readonly string[], environment: Environment): Result<EmulatorOptions, string> {
  const values = parseArguments(argv)
  if (!values.ok) return values
  const given = values.value
  const port = wholeNumber('--port', given.port ?? environment['EMULATOR_PORT'] ?? '4010', 65_535)
  if (!port.ok) return port
  const count = given.certificates ?? environment['EMULATOR_CERTIFICATES'] ?? '1000'
  const certificates = wholeNumber('--certificates', count, 10_000_000)
  if (!certificates.ok) return certificates
  const seed = wholeNumber('--seed', given.seed ?? '1', 2 ** 31 - 1)
  if (!seed.ok) return seed
  const publicUrl = given['public-url']
  if (publicUrl !== undefined && !isOrigin(publicUrl))
    return err('--public-url has to be http://host[:port] or https://…')
  return ok({
    port: port.value,
    host: given.host ?? '127.0.0.1',
    expose: given.expose ?? false,
    dataDir: given['data-dir'] ?? 'data',
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl).origin }),
    certificates: certificates.value,
    seed: seed.value,
    unthrottled: given.unthrottled ?? false,
    controlToken: environment['EMULATOR_CONTROL_TOKEN'] || null,
  })
}

/** The only reading of the process's environment in this program. */
export function processOptions(): Result<EmulatorOptions, string> {
  return readOptions(process.argv.slice(2), process.env)
}

function parseArguments(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        expose: { type: 'boolean' },
        'data-dir': { type: 'string' },
        'public-url': { type: 'string' },
        certificates: { type: 'string' },
        seed: { type: 'string' },
        unthrottled: { type: 'boolean' },
      },
    })
    return ok(values)
  } catch (error) {
    return err(error instanceof Error ? error.message : 'unreadable arguments')
  }
}

function wholeNumber(name: string, text: string, most: number): Result<number, string> {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  return value <= most
    ? ok(value)
    : err(`${name} (or its environment variable) has to be a whole number from 0 to ${most}`)
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  )
}
