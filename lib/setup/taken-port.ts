import { createServer } from 'node:net'
import { ConfigError } from '#lib/config/server/env.ts'

/** Before anything is started. Throws ConfigError when nobody could listen there: the variable to change is named. */
export async function refuseTakenPort(variable: string, port: number, host: string): Promise<void> {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer()
    server.once('error', (cause) => resolve('code' in cause ? String(cause.code) : cause.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
  if (code === null) return
  const message =
    code === 'EADDRINUSE'
      ? `${String(port)} is taken: another program listens there on ${host}. Stop it, or choose another port.`
      : `${String(port)} on ${host} cannot be listened on (${code})`
  throw new ConfigError([{ variable, message }])
}
