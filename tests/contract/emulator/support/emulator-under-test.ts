import { rm } from 'node:fs/promises'
import { startEmulator, type EmulatorOptions, type RunningEmulator } from '#lib/emulator/start-emulator.ts'
import { storeFolder } from '#tests/support/store-folder.ts'
import { officialClient, type OfficialClient } from './official-client.ts'

export const controlToken = 'control-token-of-the-test'

export type LedgerEntry = {
  sequence: number
  receivedAt: number
  operation: string
  parameters: Record<string, string>
  requestId: string
  httpStatus: number | null
  code: string | null
  applied: boolean
}

export type Control = {
  readonly send: (method: string, route: string, body?: unknown) => Promise<{ status: number; body: unknown }>
  readonly ledger: () => Promise<LedgerEntry[]>
  /** Adds certificates; returns their Identifiers. */
  readonly add: (input: Record<string, unknown>) => Promise<string[]>
  readonly faults: (rules: readonly Record<string, unknown>[], seed?: number) => Promise<void>
  readonly settings: (change: Record<string, unknown>) => Promise<void>
}

export type EmulatorUnderTest = RunningEmulator & {
  readonly dataDir: string
  readonly client: OfficialClient
  readonly control: Control
  /** Stops it and removes its store. */
  readonly remove: () => Promise<void>
}

export async function newDataDir(): Promise<string> {
  return storeFolder('rescind-emulator-')
}

/** An emulator in this process, on a port and in a folder of its own, unthrottled unless told otherwise. */
export async function emulatorUnderTest(options: Partial<EmulatorOptions> = {}): Promise<EmulatorUnderTest> {
  const dataDir = options.dataDir ?? (await newDataDir())
  const running = await startEmulator({
    port: 0,
    certificates: 20,
    unthrottled: true,
    controlToken,
    ...options,
    dataDir,
  })
  return {
    ...running,
    dataDir,
    client: officialClient(running.port),
    control: controlOf(running.url),
    remove: async () => {
      await running.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export function controlOf(url: string): Control {
  const send = async (method: string, route: string, body?: unknown) => {
    const response = await fetch(`${url}/_emulator/${route}`, {
      method,
      headers: { 'x-emulator-control-token': controlToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const must = async (method: string, route: string, body?: unknown): Promise<unknown> => {
    const answer = await send(method, route, body)
    if (answer.status !== 200) throw new Error(`${method} ${route}: ${JSON.stringify(answer)}`)
    return answer.body
  }
  return {
    send,
    ledger: async () => (await must('GET', 'ledger')) as LedgerEntry[],
    add: async (input) => ((await must('POST', 'certificates', input)) as { identifiers: string[] }).identifiers,
    faults: async (rules, seed = 1) => {
      await must('PUT', 'faults', { seed, rules })
    },
    settings: async (change) => {
      await must('PUT', 'settings', change)
    },
  }
}
