import 'server-only'
import { z } from 'zod'
import { maxBlockMs } from './limiter/occupancy.ts'
import type { WireAnswer } from './wire.ts'

/** An answer as far as every operation shares it: the object itself, its RequestId, its error. */
export type Answer = {
  readonly httpStatus: number
  /** Null when the body is not one complete JSON object. */
  readonly object: Readonly<Record<string, unknown>> | null
  /** Why `object` is null. */
  readonly defect: 'not_json' | 'truncated' | null
  readonly requestId: string | null
  /** The object's own: what a success must carry. */
  readonly bodyRequestId: string | null
  readonly error: CloudError | null
  readonly retryAfterMs: number | null
  /** Our clock less the vendor's (its Date header, whole seconds); > 0 means that ours is ahead. */
  readonly skewMs: number | null
}

/** The API's error object. Its texts are somebody else's: bounded and redacted before they go anywhere. */
export type CloudError = {
  readonly code: string
  readonly message: string
  readonly recommend: string | null
  /** The RAM action that is missing (`yundun-cert:…`); empty when refused without naming it. */
  readonly deniedAction: string | null
}

const errorObject = z.object({
  Code: z.union([z.string().min(1), z.number().transform(String)]),
  Message: z.string().catch(''),
  Recommend: z.string().nullish().catch(null),
  AccessDeniedDetail: z
    .object({ AuthAction: z.string().catch('') })
    .nullish()
    .catch(null),
})

export function readAnswer(wire: WireAnswer): Answer {
  const object = wire.end === 'complete' ? parseObject(wire.body) : null
  const bodyRequestId = requestIdOf(object?.['RequestId'])
  return {
    httpStatus: wire.httpStatus,
    object,
    defect: object ? null : wire.end === 'complete' ? 'not_json' : 'truncated',
    requestId: bodyRequestId ?? requestIdInHeader(wire.headers['x-acs-request-id']) ?? requestIdInside(wire.body),
    bodyRequestId,
    error: object ? errorOf(object) : null,
    retryAfterMs: retryAfterOf(wire.headers['x-acs-retry-after']),
    skewMs: skewOf(wire.headers['date'], wire.respondedAt),
  }
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

/** Some gateways answer a success with `"Code": "OK"` or "200"; that is no error. */
function errorOf(object: Readonly<Record<string, unknown>>): CloudError | null {
  const parsed = errorObject.safeParse(object)
  if (!parsed.success || /^(ok|success|200)$/i.test(parsed.data.Code)) return null
  const { Code, Message, Recommend, AccessDeniedDetail } = parsed.data
  return {
    code: Code,
    message: Message,
    recommend: Recommend ?? null,
    deniedAction: AccessDeniedDetail ? AccessDeniedDetail.AuthAction : null,
  }
}

// The vendor's are upper-case UUIDs; whatever else comes must at least be safe to store, show and link.
const requestIdShape = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/

function requestIdOf(value: unknown): string | null {
  return typeof value === 'string' && requestIdShape.test(value) ? value : null
}

/** A header that was sent twice is joined by a comma. */
function requestIdInHeader(header: string | undefined): string | null {
  const values = header?.split(',').map((value) => requestIdOf(value.trim())) ?? []
  return values.find((value) => value !== null) ?? null
}

// As JSON or XML write it, at any depth and in any case. Whole or not at all: half an id would name another call. A
// quoted name stands behind a backslash, and so a certificate's name cannot pass for it.
const requestIdAnywhere =
  /(?<!\\)"RequestId"\s*:\s*"([0-9A-Za-z._-]{1,128})"|<RequestId>\s*([0-9A-Za-z._-]{1,128})\s*<\/RequestId>/i

/** Out of a body that is not the API's object: one that was cut, XML, or JSON of another shape. */
function requestIdInside(body: string): string | null {
  const [, inJson, inXml] = requestIdAnywhere.exec(body) ?? []
  return requestIdOf(inJson ?? inXml)
}

/** Milliseconds, unlike the standard Retry-After. */
function retryAfterOf(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,12}$/.test(header.trim())) return null
  return Math.min(Number(header), maxBlockMs)
}

function skewOf(date: string | undefined, at: number): number | null {
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(theirs) ? null : at - theirs
}

/** Whether the vendor said that there were too many calls; the class of its official client is not to be relied on. */
export function isThrottling(error: CloudError | null): boolean {
  return error?.code.includes('Throttling') ?? false
}
