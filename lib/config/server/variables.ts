import 'server-only'
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { emailPattern } from '#lib/auth/email.ts'
import { isLoopbackHost } from '../public-origin.ts'

// Every variable of the console by itself. Messages say what is wanted and never repeat what was given: it may be a
// secret in the wrong place. Values that depend on each other are checked in env.ts.

const port = (fallback: number) => whole({ from: 1, to: 65_535, fallback })

function whole({ from, to, fallback }: { from: number; to: number; fallback: number }) {
  const message = `must be a whole number from ${String(from)} to ${String(to)}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message)
    .default(fallback)
}

const word = z.string().max(4_096, 'is too long').optional()
const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()])))

const postgresUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be a postgres:// URL')
  .optional()

export const variables = z.object({
  RESCIND_CLOUD: z.enum(['emulator', 'alibaba'], { error: 'must be "emulator" or "alibaba"' }).optional(),
  CAS_ENDPOINT: z.string().refine(isHostAndPort, 'must be host or host:port, without a scheme or a path').optional(),
  CAS_PROTOCOL: z.enum(['https', 'http'], { error: 'must be "https" or "http"' }).optional(),
  RESCIND_EMULATOR_HOSTS: list,
  RESCIND_ACCOUNT_LABEL: z.string().max(100, 'must have at most 100 characters').optional(),
  RESCIND_CAS_RATE_PER_SECOND: whole({ from: 1, to: 1_000, fallback: 10 }),
  RESCIND_CAS_LIMITER: z.enum(['fast', 'provable'], { error: 'must be "fast" or "provable"' }).default('fast'),
  HTTPS_PROXY: z
    .string()
    .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be an http:// or https:// URL')
    .optional(),
  NO_PROXY: word,
  RESCIND_CRL_HOSTS: list
    .refine((entries) => entries.every((entry) => bareHost(entry) !== null), {
      error: 'must be host names or IP addresses, without ports, schemes and paths, separated by commas',
    })
    .transform((entries) => [...new Set(entries.flatMap((entry) => bareHost(entry) ?? []))]),

  PORT: port(3000),
  RESCIND_HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address to listen on')
    .default('127.0.0.1'),
  RESCIND_PUBLIC_URL: word,
  NEXTAUTH_URL: word,
  RESCIND_TRUSTED_PROXIES: list.refine((entries) => entries.every(isAddressOrNetwork), {
    error: 'must be IP addresses or networks (10.0.0.0/8), separated by commas',
  }),

  RESCIND_DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl,
  DATABASE_MIGRATION_URL: postgresUrl,
  RESCIND_SINGLE_REPLICA: z
    .enum(['0', '1'], { error: 'must be 1, or unset' })
    .default('0')
    .transform((flag) => flag === '1'),

  NEXTAUTH_SECRET: z.string().min(16, 'must have at least 16 characters (try: openssl rand -base64 32)').optional(),
  RESCIND_ADMIN_EMAIL: z
    .string()
    .toLowerCase()
    .regex(emailPattern, 'must be an e-mail address')
    .max(254, 'must be an e-mail address')
    .default('admin@localhost'),
  // Whoever sets it owns the machine: the floor of OWASP ASVS 6.2.1. The console asks more of everybody else.
  RESCIND_ADMIN_PASSWORD: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(256, 'must have at most 256 characters')
    .optional(),
  RESCIND_AUDIT_KEY_FILE: word,
  RESCIND_AUDIT_SHIP_FILE: z
    .string()
    .max(4_096, 'is too long')
    .refine((text) => !/[/\\\0]$/.test(text), 'must be the path of a file')
    .optional(),
  RESCIND_AUDIT_SHIP_WEBHOOK_URL: z
    .string()
    .refine(isWebhook, 'must be an https:// URL without a fragment; http:// is for this machine alone')
    .optional(),
  RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: z
    .string()
    .min(16, 'must have at least 16 characters (try: openssl rand -base64 32)')
    .optional(),
  RESCIND_AUDIT_SHIP_SYSLOG: z
    .string()
    .transform((text, ctx) => {
      const receiver = syslogReceiverOf(text)
      if (receiver) return receiver
      ctx.addIssue('must be host:port (TCP) or tls://host:port')
      return z.NEVER
    })
    .optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be "debug", "info", "warn" or "error"' })
    .default('info'),

  EMULATOR_PORT: port(4010),
  EMULATOR_CERTIFICATES: whole({ from: 0, to: 1_000_000, fallback: 1_000 }),
  EMULATOR_CONTROL_TOKEN: word,
})
export type Variables = z.infer<typeof variables>

function isWebhook(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.hostname === '' || url.hash !== '' || text.endsWith('#')) return false
  if (!/^(%[\da-f]{2}|[^%])*$/i.test(url.username + url.password)) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}

/** A receiver of syslog over TCP (RFC 6587) or TLS (RFC 5425). IPv6 addresses without brackets. */
export type SyslogReceiver = { readonly hostname: string; readonly port: number; readonly isTls: boolean }

/** There is no port that everybody means (514, 601 and 6514 are in use), so it has to be named. */
function syslogReceiverOf(text: string): SyslogReceiver | null {
  const [, scheme, hostAndPort = ''] = /^(?:(tls|tcp):\/\/)?(.*)$/s.exec(text) ?? []
  const port = Number(/:(\d{1,5})$/.exec(hostAndPort)?.[1] ?? '0')
  if (port < 1 || port > 65_535 || !isHostAndPort(hostAndPort)) return null
  const hostname = URL.parse(`https://${hostAndPort}`)?.hostname ?? ''
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port, isTls: scheme === 'tls' }
}

function isHostAndPort(text: string): boolean {
  const url = URL.parse(`https://${text}`)
  return (
    url !== null && !text.includes('@') && /^[^/?#\\\s]+$/.test(text) && url.pathname === '/' && url.hostname !== ''
  )
}

/** A host as URL.hostname writes it, without brackets and a final dot; null for anything else. */
function bareHost(text: string): string | null {
  const host = isIP(text) === 6 ? `[${text}]` : text
  const url = /^([^/?#\\\s@:%*[\]]+|\[[^\]]+\])$/.test(host) ? URL.parse(`http://${host}/`) : null
  return url?.hostname.replace(/^\[|\]$|\.$/g, '') || null
}

/** `10.0.0.1`, `fd00::1`, `10.0.0.0/8`. BlockList is what the preload reads them with, so it judges them here too. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return false
  new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return true
}
