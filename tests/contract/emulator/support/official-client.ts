import OpenApiClient, { $OpenApiUtil } from '@alicloud/openapi-core'
import { RuntimeOptions } from '@darabonba/typescript'
import { demoKeyPair } from '#lib/emulator/demo-key-pair.ts'

/** What the vendor's client gives back; names and types as they came over the wire. */
export type OfficialAnswer = {
  readonly headers: Record<string, string>
  readonly statusCode: number
  readonly body: Record<string, unknown>
}

export type OfficialClient = {
  readonly call: (
    action: string,
    query?: Record<string, unknown>,
    form?: Record<string, unknown>,
  ) => Promise<OfficialAnswer>
  /** The body of a success. */
  readonly body: (action: string, query?: Record<string, unknown>) => Promise<Record<string, unknown>>
  /** The error of a refusal; rejects when there is none. */
  readonly refusal: (action: string, query?: Record<string, unknown>) => Promise<OfficialError>
}

export type OfficialError = {
  readonly name: string
  readonly code: string
  readonly statusCode: number
  readonly requestId: string
  readonly message: string
  readonly data: Record<string, unknown>
  readonly retryAfter?: number
  readonly accessDeniedDetail?: Record<string, unknown>
}

export type ClientOptions = {
  readonly accessKeyId?: string
  readonly accessKeySecret?: string
  readonly readTimeoutMs?: number
}

/** What is the default export to one loader is the module to another: Playwright's hands CommonJS over whole. */
const Client = (Reflect.get(OpenApiClient, 'default') ?? OpenApiClient) as typeof OpenApiClient

/** The vendor's own client from npm, aimed at a port of this machine. */
export function officialClient(port: number, options: ClientOptions = {}): OfficialClient {
  const config = new $OpenApiUtil.Config({
    accessKeyId: options.accessKeyId ?? demoKeyPair.accessKeyId,
    accessKeySecret: options.accessKeySecret ?? demoKeyPair.accessKeySecret,
    endpoint: `127.0.0.1:${port}`,
    regionId: 'cn-hangzhou',
    protocol: 'HTTP',
    connectTimeout: 10_000,
    readTimeout: options.readTimeoutMs ?? 20_000,
  })
  const client = new Client(config)
  const call: OfficialClient['call'] = async (action, query = {}, form) => {
    const request = new $OpenApiUtil.OpenApiRequest({ query, ...(form === undefined ? {} : { body: form }) })
    return (await client.callApi(paramsOf(action), request, new RuntimeOptions({}))) as OfficialAnswer
  }
  return {
    call,
    body: async (action, query) => (await call(action, query)).body,
    refusal: async (action, query) => {
      try {
        await call(action, query)
      } catch (error) {
        return error as OfficialError
      }
      throw new Error(`${action} was not refused`)
    },
  }
}

function paramsOf(action: string) {
  return new $OpenApiUtil.Params({
    action,
    version: '2020-06-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
}
