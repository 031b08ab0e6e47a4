import type { StoreFailure } from '#lib/db/server/store-error.ts'
import { storeFailureNamed } from './store-failure.ts'

/** RFC 9457 problem+json as the API sends it. `code` is a closed word, `correlationId` finds the log lines. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly correlationId: string
  /** The vendor's RequestId, where one is known. */
  readonly requestId?: string
  /** Of `store_unavailable`: why, as a closed word. */
  readonly failure?: StoreFailure
}

/**
 * What a failed request to our own API throws in the browser. Its message is for developers; what people read is
 * chosen by `code` from the catalogs.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The problem's code, or `unreachable` (no answer), `unanswered` (none in time) or `not_json` (somebody else answered). */
  readonly code: string
  /** 0 when there was no answer. */
  readonly status: number
  readonly correlationId: string | null
  readonly requestId: string | null
  /** Why the store gave nothing, where that is the cause. */
  readonly storeFailure: StoreFailure | null

  /** Everything that the problem says, extension members among it. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(from: {
    code: string
    status: number
    correlationId?: string | null
    requestId?: string | null
    storeFailure?: StoreFailure | null
    members?: Readonly<Record<string, unknown>>
  }) {
    super(`${from.code} (${String(from.status)})`)
    this.code = from.code
    this.status = from.status
    this.correlationId = from.correlationId ?? null
    this.requestId = from.requestId ?? null
    this.storeFailure = from.storeFailure ?? null
    this.members = from.members ?? {}
  }
}

/** Reads an error answer. A page of a proxy, or half a body, is `not_json`: its text is never shown. */
export function apiErrorOf(status: number, body: unknown): ApiError {
  if (!isRecord(body) || typeof body['code'] !== 'string') return new ApiError({ code: 'not_json', status })
  return new ApiError({
    code: body['code'],
    status,
    correlationId: textOrNull(body['correlationId']),
    requestId: textOrNull(body['requestId']),
    storeFailure: body['code'] === 'store_unavailable' ? storeFailureNamed(body['failure']) : null,
    members: body,
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
