import 'server-only'
import path from 'node:path'
import type { Config } from '#lib/config/server/env.ts'
import { isLoopbackHost } from '#lib/config/public-origin.ts'
import type { AuditKeyPlace } from '../schema.ts'

/** Where the audit's key lies beside the log that it signs. What cannot be told counts as the weaker case. */
export function auditKeyPlace({ auditKeyFile, store }: Pick<Config, 'auditKeyFile' | 'store'>): AuditKeyPlace {
  if (store.databaseUrl !== null) return isElsewhere(store.databaseUrl) ? 'apart' : 'same_machine'
  const way = path.relative(store.dataDir, auditKeyFile)
  return way.startsWith('..') || path.isAbsolute(way) ? 'same_machine' : 'with_log'
}

/** A server on this machine answers on loopback or on a socket, which a `host` in the query names. */
function isElsewhere(databaseUrl: string): boolean {
  const url = URL.parse(databaseUrl)
  const host = url?.searchParams.get('host') ?? url?.hostname ?? ''
  return host !== '' && !host.startsWith('/') && !isLoopbackHost(host) && host !== '::1'
}
