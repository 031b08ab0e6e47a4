import { onTestFinished } from 'vitest'
import { createCloud, type CloudOptions, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import type { CallEnd } from '#lib/cloud/server/limiter/occupancy.ts'
import type { PreparedWrite, WriteOutcome } from '#lib/cloud/server/port.ts'
import { systemClock } from '#lib/core/clock.ts'
import type { LogLevel } from '#lib/log/server/log.ts'
import { jsonAnswer, lyingServer, type Lie, type LyingServer } from '#tests/support/lying-server.ts'

/** Strange enough that finding it anywhere is no accident; with every character that an encoder might change. */
export const canarySecret = "canary/Secret+0123456789'=&%~"
export const canaryToken = 'CAIScanary+Token/with==%20"quote'
export const accessKeyId = 'LTAI5tCanaryAccessKey0001'

export type Observed = {
  readonly cloud: OpenCloud
  readonly slotsEnded: CallEnd[]
  readonly logged: { level: LogLevel; message: string; fields: unknown }[]
  readonly pauses: number[]
}

/** The client as the product builds it, aimed at a test's server, with a limiter that always says yes. */
export function observedCloud(host: string, options: Partial<CloudOptions> = {}): Observed {
  const slotsEnded: CallEnd[] = []
  const logged: Observed['logged'] = []
  const pauses: number[] = []
  const cloud = createCloud({
    endpoint: { host, protocol: 'http:' },
    credentials: staticCredentials({ accessKeyId, accessKeySecret: canarySecret, securityToken: canaryToken }),
    limiter: {
      take: async (operation) => ({ operation, slot: 0, holder: 'test' }),
      release: async (_slot, end) => {
        slotsEnded.push(end)
      },
    },
    clock: systemClock,
    log: (level, message, fields) => logged.push({ level, message, fields }),
    random: () => 1,
    sleep: async (ms) => {
      pauses.push(ms)
    },
    ...options,
  })
  return { cloud, slotsEnded, logged, pauses }
}

/** The client over a server that answers by `lie` until the test is over. */
export async function liedTo(
  lie: Lie,
  options: Partial<CloudOptions> = {},
): Promise<Observed & { readonly server: LyingServer }> {
  const server = await lyingServer(lie)
  onTestFinished(() => server.close())
  return { ...observedCloud(server.host, options), server }
}

export const always =
  (text: string): Lie =>
  (socket) =>
    socket.write(text)

export const requestId = '5E9F1A3C-0000-4000-8000-7C5B0F1D2E3A'

/** A certificate as the vendor lists it. */
export const row = {
  Identifier: 'id-1',
  SerialNumber: '0ABC',
  CommonName: 'a.example',
  SubjectDN: 'C=CN,CN=a.example',
  Sans: '[{"Type":2,"Value":"a.example"},]',
  Status: 'ISSUE',
  CertificateType: 'SERVER',
  BeforeDate: 1_700_000_000_000,
  AfterDate: 1_900_000_000_000,
  ParentIdentifier: 'ca-1',
  Algorithm: 'ECC',
  KeySize: 256,
  SignAlgorithm: 'SHA256WITHECDSA',
  Md5: 'AB',
  Sha2: 'CD',
  X509Certificate: 'pem',
}
export const described = jsonAnswer(200, { RequestId: requestId, Certificate: row })

/** The body of a refusal. */
export const errorBody = (Code: string, more: Record<string, unknown> = {}) => ({
  RequestId: requestId,
  Code,
  Message: 'words',
  ...more,
})

export async function preparedRevoke(cloud: OpenCloud): Promise<PreparedWrite> {
  const prepared = await cloud.prepareWrite('CreateRevokeClientCertificate', 'id-1')
  if (!prepared.ok) throw new Error(prepared.error.message)
  return prepared.value
}

/** One revocation with `withinMs` until its deadline. */
export async function revoke(cloud: OpenCloud, withinMs = 10_000): Promise<WriteOutcome> {
  const write = await preparedRevoke(cloud)
  return write.send(Date.now() + withinMs)
}
