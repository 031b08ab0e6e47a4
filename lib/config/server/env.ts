import 'server-only'
import path from 'node:path'
import { err, ok, type Result } from '#lib/core/result.ts'
import { isLoopbackHost, publicOriginOf } from '../public-origin.ts'
import { changedVariables, startEnvironment } from '../start-environment.ts'
import { variables, type SyslogReceiver, type Variables } from './variables.ts'

// What the console is told from outside: the one reader of process.env. It owns the names of `.env.example` and the
// rules between them, and refuses to guess where a wrong guess would reach a real account.

export type CloudConfig = {
  readonly mode: 'emulator' | 'alibaba'
  /** host[:port] of the CAS API. */
  readonly host: string
  readonly protocol: 'https:' | 'http:'
  /** Hosts beside loopback that may be spoken to in plain http: RESCIND_EMULATOR_HOSTS, in emulator mode alone. */
  readonly plainHttpHosts: readonly string[]
  /** The launcher brings its own emulator along. */
  readonly startsEmulator: boolean
  /** What the store is bound to beside mode and label. The built-in emulator may move to another port. */
  readonly bindingEndpoint: string
  readonly accountLabel: string
  readonly ratePerSecond: number
  readonly limiter: 'fast' | 'provable'
  readonly proxyUrl: string | null
  readonly noProxy: string | null
}

/** Where the audit is shipped to: none, one or several of these. */
export type AuditShippingConfig = {
  /** Absolute. */
  readonly file: string | null
  /** Both may hold secrets. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null
  readonly syslog: SyslogReceiver | null
}

export type Config = {
  readonly cloud: CloudConfig
  readonly web: {
    readonly host: string
    readonly port: number
    /** The origin that browsers use, without a slash at its end. */
    readonly publicOrigin: string
    readonly isHttps: boolean
    readonly trustedProxies: readonly string[]
  }
  readonly store: {
    /** Absolute. */
    readonly dataDir: string
    /** Null: SQLite in the data directory. */
    readonly databaseUrl: string | null
    readonly migrationUrl: string | null
  }
  readonly auth: {
    /** Null until the launcher has generated it (secrets.ts). */
    readonly secret: string | null
    readonly adminEmail: string
    readonly adminPassword: string | null
  }
  readonly evidence: {
    /** Hosts that may have private addresses, and the ones asked through a proxy; as URL.hostname writes them, bare. */
    readonly crlHosts: readonly string[]
  }
  /** Absolute; the launcher generates the file when it is absent. */
  readonly auditKeyFile: string
  /** Known to the worker alone: the launcher withholds it from the console. */
  readonly auditShipping: AuditShippingConfig
  readonly emulator: { readonly port: number; readonly certificates: number; readonly controlToken: string | null }
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** `next dev`. */
  readonly isDevelopment: boolean
}

/** One variable and what is wrong with it. The message never holds its value. */
export type ConfigProblem = { readonly variable: string; readonly message: string }
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment into a Config, or says everything that is wrong with it. Relative paths start at `cwd`. */
export function readConfig(env: Environment, cwd: string): Result<Config, ConfigProblem[]> {
  // `PORT=` in a shell or an env file means "unset".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    return err(parsed.error.issues.map(({ path: [name], message }) => ({ variable: String(name), message })))
  }
  const problems = [
    ...cloudProblems(parsed.data, given),
    ...webProblems(parsed.data),
    ...storeProblems(parsed.data),
    ...shippingProblems(parsed.data),
  ]
  return problems.length > 0
    ? err(problems)
    : ok(configOf(parsed.data, { cwd, isDevelopment: given['NODE_ENV'] === 'development' }))
}

/** Throws this at boot; its message is for the operator and names every variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'))
  }
}

let memoised: Config | null = null

/** The process's own configuration, read once. Throws ConfigError. */
export function config(): Config {
  if (memoised) return memoised
  const read = readConfig(startEnvironment() ?? process.env, process.cwd())
  if (!read.ok) throw new ConfigError(read.error)
  memoised = read.value
  return memoised
}

/** Throws ConfigError when something has changed the environment since the start: parts of us would read another one. */
export function assertEnvironmentKept(): void {
  const changed = changedVariables(startEnvironment() ?? process.env, process.env)
  const message = 'was changed after the start, by a file that Next read: put it into .env and start with "npm start"'
  if (changed.length > 0) throw new ConfigError(changed.map((variable) => ({ variable, message })))
}

function cloudProblems(given: Variables, env: Environment): ConfigProblem[] {
  if (given.RESCIND_CLOUD === undefined) {
    const hint = Object.keys(env).find((name) => name === 'CAS_ENDPOINT' || name.startsWith('ALIBABA_CLOUD_'))
    if (hint === undefined) return []
    const message = `must be set to "emulator" or "alibaba", because ${hint} is set: say which of the two is meant`
    return [{ variable: 'RESCIND_CLOUD', message }]
  }
  if (given.RESCIND_CLOUD === 'alibaba' && given.CAS_ENDPOINT === undefined) {
    const message = 'must name the CAS host of your site, such as cas.aliyuncs.com or cas.ap-southeast-1.aliyuncs.com'
    return [{ variable: 'CAS_ENDPOINT', message }]
  }
  if (given.CAS_PROTOCOL !== 'http' || given.CAS_ENDPOINT === undefined || allowsPlainHttp(given)) return []
  const message =
    'may be "http" only for a loopback CAS_ENDPOINT or, in emulator mode, a host named in RESCIND_EMULATOR_HOSTS'
  return [{ variable: 'CAS_PROTOCOL', message }]
}

function allowsPlainHttp(given: Variables): boolean {
  const url = URL.parse(`http://${given.CAS_ENDPOINT ?? ''}`)
  if (!url) return false
  return (
    isLoopbackHost(url.hostname) || plainHttpHostsOf(given).some((name) => name === url.hostname || name === url.host)
  )
}

function plainHttpHostsOf(given: Variables): string[] {
  return given.RESCIND_CLOUD === 'alibaba' ? [] : given.RESCIND_EMULATOR_HOSTS.map((name) => name.toLowerCase())
}

function webProblems(given: Variables): ConfigProblem[] {
  const origin = originOf(given)
  if (origin === null) {
    const message =
      'must be the origin that browsers use, without a path: https://…, or http:// while only this machine itself is meant'
    return [{ variable: 'RESCIND_PUBLIC_URL', message }]
  }
  if (given.NEXTAUTH_URL === undefined || URL.parse(given.NEXTAUTH_URL)?.origin === origin) return []
  return [{ variable: 'NEXTAUTH_URL', message: 'must be the origin of RESCIND_PUBLIC_URL, or better left unset' }]
}

function storeProblems(given: Variables): ConfigProblem[] {
  if (given.DATABASE_URL === undefined) {
    if (given.DATABASE_MIGRATION_URL === undefined) return []
    return [{ variable: 'DATABASE_URL', message: 'must be set, because DATABASE_MIGRATION_URL is' }]
  }
  if (given.RESCIND_SINGLE_REPLICA) return []
  // Replicas that each make up their own secrets would refuse each other's sessions and sign with different keys.
  const message = 'must be set, because DATABASE_URL is (or say RESCIND_SINGLE_REPLICA=1)'
  return (['NEXTAUTH_SECRET', 'RESCIND_AUDIT_KEY_FILE'] as const)
    .filter((variable) => given[variable] === undefined)
    .map((variable) => ({ variable, message }))
}

function shippingProblems(given: Variables): ConfigProblem[] {
  const { RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: secret, RESCIND_AUDIT_SHIP_WEBHOOK_URL: url } = given
  if (secret === undefined || url !== undefined) return []
  const message = 'must be set, because RESCIND_AUDIT_SHIP_WEBHOOK_SECRET is'
  return [{ variable: 'RESCIND_AUDIT_SHIP_WEBHOOK_URL', message }]
}

function originOf(given: Variables): string | null {
  return publicOriginOf({ publicUrl: given.RESCIND_PUBLIC_URL, host: given.RESCIND_HOST, port: given.PORT })
}

function configOf(given: Variables, { cwd, isDevelopment }: { cwd: string; isDevelopment: boolean }): Config {
  const dataDir = path.resolve(cwd, given.RESCIND_DATA_DIR)
  const publicOrigin = originOf(given) ?? ''
  return {
    cloud: cloudOf(given),
    web: {
      host: given.RESCIND_HOST,
      port: given.PORT,
      publicOrigin,
      isHttps: publicOrigin.startsWith('https:'),
      trustedProxies: given.RESCIND_TRUSTED_PROXIES,
    },
    store: {
      dataDir,
      databaseUrl: given.DATABASE_URL ?? null,
      migrationUrl: given.DATABASE_MIGRATION_URL ?? null,
    },
    auth: {
      secret: given.NEXTAUTH_SECRET ?? null,
      adminEmail: given.RESCIND_ADMIN_EMAIL,
      adminPassword: given.RESCIND_ADMIN_PASSWORD ?? null,
    },
    evidence: { crlHosts: given.RESCIND_CRL_HOSTS },
    auditKeyFile: path.resolve(cwd, given.RESCIND_AUDIT_KEY_FILE ?? path.join(dataDir, 'audit-key.pem')),
    auditShipping: shippingOf(given, cwd),
    emulator: {
      port: given.EMULATOR_PORT,
      certificates: given.EMULATOR_CERTIFICATES,
      controlToken: given.EMULATOR_CONTROL_TOKEN ?? null,
    },
    logLevel: given.LOG_LEVEL,
    isDevelopment,
  }
}

function shippingOf(given: Variables, cwd: string): AuditShippingConfig {
  const { RESCIND_AUDIT_SHIP_FILE: file, RESCIND_AUDIT_SHIP_WEBHOOK_URL: url } = given
  return {
    file: file === undefined ? null : path.resolve(cwd, file),
    webhook: url === undefined ? null : { url, secret: given.RESCIND_AUDIT_SHIP_WEBHOOK_SECRET ?? null },
    syslog: given.RESCIND_AUDIT_SHIP_SYSLOG ?? null,
  }
}

function cloudOf(given: Variables): CloudConfig {
  const mode = given.RESCIND_CLOUD ?? 'emulator'
  const endpoint = given.CAS_ENDPOINT
  return {
    mode,
    host: endpoint ?? `127.0.0.1:${String(given.EMULATOR_PORT)}`,
    protocol: protocolOf(given),
    plainHttpHosts: plainHttpHostsOf(given),
    startsEmulator: mode === 'emulator' && endpoint === undefined,
    bindingEndpoint: endpoint ?? 'built-in emulator',
    accountLabel: given.RESCIND_ACCOUNT_LABEL ?? (mode === 'emulator' ? 'Emulator' : 'default'),
    ratePerSecond: given.RESCIND_CAS_RATE_PER_SECOND,
    limiter: given.RESCIND_CAS_LIMITER,
    proxyUrl: given.HTTPS_PROXY ?? null,
    noProxy: given.NO_PROXY ?? null,
  }
}

/** The emulator speaks plain http: where that is allowed at all, emulator mode needs no second variable for it. */
function protocolOf(given: Variables): 'https:' | 'http:' {
  if (given.CAS_ENDPOINT === undefined) return 'http:'
  const isPlainByDefault = given.RESCIND_CLOUD === 'emulator' && allowsPlainHttp(given)
  return `${given.CAS_PROTOCOL ?? (isPlainByDefault ? 'http' : 'https')}:`
}
