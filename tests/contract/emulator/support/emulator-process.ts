import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { controlToken } from './emulator-under-test.ts'

export type EmulatorProcess = {
  readonly child: ChildProcess
  readonly port: number
  readonly url: string
  readonly output: () => string
  /** SIGKILL; resolves when the process is gone. */
  readonly kill: () => Promise<void>
}

export type ProcessEnd = { readonly exitCode: number | null; readonly output: string }

/** The emulator as `npm run emulator` runs it, with a channel to this process. Rejects when it ends before it listens. */
export async function emulatorProcess(...args: readonly string[]): Promise<EmulatorProcess> {
  const { child, output } = spawnEmulator(args)
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => {
      resolve(message.port)
    })
    child.once('exit', (code) => {
      reject(new Error(`the emulator ended with ${code}: ${output()}`))
    })
  })
  const kill = async (): Promise<void> => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return { child, port, url: `http://127.0.0.1:${port}`, output, kill }
}

/** Runs it to its end: for starts that are refused. */
export async function emulatorEnd(...args: readonly string[]): Promise<ProcessEnd> {
  const { child, output } = spawnEmulator(args)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, output: output() }
}

function spawnEmulator(args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--conditions=react-server', 'lib/emulator/main.ts', ...args], {
    env: { NODE_ENV: 'test', PATH: process.env['PATH'], EMULATOR_CONTROL_TOKEN: controlToken },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text }
}
