import { keepStartEnvironment } from '../config/start-environment.ts'
import { publicOriginOf } from '../config/public-origin.ts'
import { markPreloaded } from '../http/preloaded.ts'
import { beginStop } from '../http/stopping.ts'
import { drain } from './drain.ts'
import { guardServers } from './guarded-servers.ts'
import { outliveTerminal } from './outlive-terminal.ts'
import { createGuard } from './request-guard.ts'

// Loaded into the console's process before Next (`node --import`), because Next believes forwarded headers that a
// client sent, answers to any Host, and on SIGTERM waits without limit (NEXT_MANUAL_SIG_HANDLE=true leaves that to
// us). It owns the door of the process and its stop, and refuses to know anything of sessions. Light modules only.

const { env } = process

function start(): void {
  outliveTerminal()
  keepStartEnvironment(env)
  const publicOrigin = publicOriginOf({
    publicUrl: env['RESCIND_PUBLIC_URL'] || undefined,
    host: env['RESCIND_HOST'] || '127.0.0.1',
    port: Number(env['PORT'] || 3000),
  })
  if (publicOrigin === null) throw new Error('RESCIND_PUBLIC_URL must be the origin that browsers use')
  const trustedProxies = (env['RESCIND_TRUSTED_PROXIES'] ?? '').split(',').flatMap((entry) => entry.trim() || [])
  const servers = guardServers(createGuard({ publicOrigin, trustedProxies }), publicOrigin, () => {
    // The launcher then knows that whoever answers on this port is this process.
    process.send?.({ kind: 'listening' })
  })
  markPreloaded()

  let isStopping = false
  const stop = (signal?: NodeJS.Signals): void => {
    // A second Ctrl-C means it. After the first one the launcher's SIGTERM follows, which says nothing new.
    if (isStopping && signal === 'SIGINT') process.exit(1)
    if (isStopping) return
    isStopping = true
    beginStop()
    void drain({ servers, exit: (code) => process.exit(code) })
  }
  // SIGHUP: the terminal was closed, and nobody may press anything any more.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  // The launcher is gone, perhaps killed: without this the console would live on and keep the port.
  if (process.channel) process.on('disconnect', () => stop())
}

start()
