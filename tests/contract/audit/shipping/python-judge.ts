import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

export type PythonJudge<Told> = {
  readonly port: number
  /** What it has told so far, one a request or a connection. */
  readonly told: Told[]
  /** How it is to answer from now on. */
  readonly answer: (how: unknown) => Promise<void>
  readonly stop: () => void
}

/** A receiver written in Python. */
export async function startJudge<Told>(name: 'webhook' | 'syslog', orders: unknown = {}): Promise<PythonJudge<Told>> {
  const file = path.join(import.meta.dirname, 'judges', `${name}.py`)
  const child = spawn('python3', [file, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const told: Told[] = []
  const waiting: ((line: string) => void)[] = []
  const line = (): Promise<string> => new Promise((resolve) => waiting.push(resolve))
  createInterface(child.stdout).on('line', (text) => {
    if (text === '"so be it"' || /^\d+$/.test(text)) waiting.shift()?.(text)
    else told.push(JSON.parse(text) as Told)
  })
  const port = await Promise.race([line(), new Promise<never>((_resolve, reject) => child.once('error', reject))])
  return {
    port: Number(port),
    told,
    answer: async (how) => {
      const confirmed = line()
      child.stdin.write(`${JSON.stringify(how)}\n`)
      await confirmed
    },
    stop: () => {
      child.kill('SIGKILL')
    },
  }
}
