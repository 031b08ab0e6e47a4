import { rmSync } from 'node:fs'
import { startEmulator } from '#lib/emulator/start-emulator.ts'
import { storeFolder } from './store-folder.ts'

/** One line of the emulator's ledger (GET /_emulator/ledger). */
export type LedgerEntry = {
  sequence: number
  operation: string
  parameters: Record<string, string>
  requestId: string
  httpStatus: number
  code: string | null
  applied: boolean
}

export type FaultRule = { operation: string; kind: string; probability: number; times?: number; ms?: number }

/** An emulator of the test's own, spoken to as everybody else does: over HTTP. */
export type Neighbour = {
  host: string
  url: string
  /** Of all calls, or of those after this sequence number. */
  ledger: (after?: number) => Promise<LedgerEntry[]>
  /** Issues fresh certificates and gives their Identifiers. */
  issue: (request: {
    count: number
    type?: 'CLIENT' | 'SERVER'
    commonName?: string
    status?: 'ISSUE' | 'REVOKE'
    /** Identifier of the issuing CA. */
    ca?: string
    /** Epoch ms; may be past. */
    notAfter?: number
  }) => Promise<string[]>
  setFaults: (seed: number, rules: FaultRule[]) => Promise<void>
  clearFaults: () => Promise<void>
  set: (settings: { crlDelayMs?: number; deleteRemovesFromCrl?: boolean; deniedActions?: string[] }) => Promise<void>
  stop: () => Promise<void>
}

export async function startNeighbour(
  options: { certificates?: number; unthrottled?: boolean } = {},
): Promise<Neighbour> {
  const dataDir = storeFolder('rescind-emulator-')
  const controlToken = 'control'
  const emulator = await startEmulator({
    port: 0,
    dataDir,
    certificates: options.certificates ?? 0,
    unthrottled: options.unthrottled ?? false,
    controlToken,
  })
  const control = async (method: string, route: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${emulator.url}/_emulator/${route}`, {
      method,
      headers: { 'x-emulator-control-token': controlToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`the emulator answered ${String(answer.status)} to ${method} ${route}`)
    const text = await answer.text()
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  return {
    host: new URL(emulator.url).host,
    url: emulator.url,
    ledger: async (after = 0) => (await control('GET', `ledger?after=${String(after)}`)) as LedgerEntry[],
    issue: async (request) =>
      ((await control('POST', 'certificates', request)) as { identifiers: string[] }).identifiers,
    setFaults: async (seed, rules) => {
      await control('PUT', 'faults', { seed, rules })
    },
    set: async (settings) => {
      await control('PUT', 'settings', settings)
    },
    clearFaults: async () => {
      await control('DELETE', 'faults')
    },
    stop: async () => {
      await emulator.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
