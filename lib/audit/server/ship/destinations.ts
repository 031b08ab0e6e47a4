import 'server-only'
import { hostname } from 'node:os'
import type { Config } from '#lib/config/server/env.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Destination } from './destination.ts'
import { fileDestination } from './file-destination.ts'
import { syslogDestination } from './syslog-destination.ts'
import { webhookDestination } from './webhook-destination.ts'

/** What the environment names; at most one of each kind. */
export function configuredDestinations(
  { auditShipping, cloud }: Pick<Config, 'auditShipping' | 'cloud'>,
  clock: Clock,
): Destination[] {
  const { file, webhook, syslog } = auditShipping
  const proxies = { proxyUrl: cloud.proxyUrl ?? undefined, noProxy: cloud.noProxy ?? undefined }
  return [
    ...(file === null ? [] : [fileDestination(file)]),
    ...(webhook === null ? [] : [webhookDestination({ ...webhook, ...proxies, clock })]),
    ...(syslog === null ? [] : [syslogDestination({ ...syslog, machine: hostname() })]),
  ]
}
