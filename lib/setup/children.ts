import { spawn, type ChildProcess } from 'node:child_process'

// The processes that the launcher keeps. Each has an IPC channel: when the launcher dies, even by SIGKILL, the channel
// closes and the child stops by itself instead of keeping its port.

export type Child = {
  readonly name: string
  readonly process: ChildProcess
  /** Resolves with a sentence when the process has ended. */
  readonly ended: Promise<string>
}

export function startChild(name: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Child {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = new Promise<string>((resolve) => {
    child.on('error', (cause) => resolve(`the ${name} could not be started: ${cause.message}`))
    child.on('exit', (code, signal) => resolve(`the ${name} ended (${signal ?? `exit ${String(code)}`})`))
  })
  return { name, process: child, ended }
}

/** Resolves with the first message of that kind, rejects when the child ends first. */
export async function messageFrom(child: Child, kind: string): Promise<Record<string, unknown>> {
  const said = new Promise<Record<string, unknown>>((resolve) => {
    child.process.on('message', (message) => {
      if (typeof message === 'object' && 'kind' in message && message.kind === kind) resolve({ ...message })
    })
  })
  return Promise.race([said, child.ended.then((sentence) => Promise.reject(new Error(sentence)))])
}

/** Asks all to stop and waits; whoever has not stopped by then is killed. */
export async function stopChildren(children: readonly Child[], patienceMs: number): Promise<void> {
  const killers = children.map((child) => {
    child.process.kill('SIGTERM')
    return setTimeout(() => child.process.kill('SIGKILL'), patienceMs)
  })
  await Promise.all(children.map((child) => child.ended))
  for (const killer of killers) clearTimeout(killer)
}
