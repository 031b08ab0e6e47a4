import 'server-only'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, Json | undefined>>) => void

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** One JSON object a line on stderr. Fields are chosen by the caller: nothing is logged by accident. */
export function createLog(level: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return (at, message, fields = {}) => {
    if (order.indexOf(at) < order.indexOf(level)) return
    write(`${canonicalJson({ ...fields, at: new Date().toISOString(), level: at, message })}\n`)
  }
}
