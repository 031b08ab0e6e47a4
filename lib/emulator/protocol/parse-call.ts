import { err, ok, type Result } from '#lib/core/result.ts'
import { inventedRefusals, refusals, type Refusal } from './refusal.ts'
import { decodePairs, type Pair } from './url-encoded.ts'
import { headerValues, type WireRequest } from './wire-request.ts'

/** A request that is well-formed; nothing in it is believed yet. */
export type Call = {
  readonly action: string
  readonly path: string
  readonly query: readonly Pair[]
  readonly form: readonly Pair[]
}

const VERSION = '2020-06-30'
/** Node's own default for a whole head; what it lets through elsewhere, the emulator lets through as well. */
const MAX_TARGET_BYTES = 16 * 1024
/** The official client sends the CSR in the query. */
const MAX_TARGET_BYTES_WITH_CSR = 32 * 1024

export function parseCall(request: WireRequest): Result<Call, Refusal> {
  if (request.method !== 'POST') return err(refusals.unsupportedMethod)
  const [path, search] = splitOnce(request.target, '?')
  if (path !== '/') return err(refusals.unknownAction)
  const action = onlyHeader(request, 'x-acs-action')
  if (action === undefined) return err(refusals.missing('Action'))
  const version = onlyHeader(request, 'x-acs-version')
  if (version === undefined) return err(refusals.missing('Version'))
  if (version !== VERSION) return err(refusals.noSuchVersion)
  const limit = action.endsWith('WithCsr') ? MAX_TARGET_BYTES_WITH_CSR : MAX_TARGET_BYTES
  if (request.target.length > limit) return err(inventedRefusals.tooLong('The query', limit))
  const query = decodePairs(search)
  if (!query.ok) return err(refusals.malformed('The query holds an escape that cannot be decoded.'))
  const form = parseForm(request)
  return form.ok ? ok({ action, path, query: query.value, form: form.value }) : form
}

/** For the ledger: whatever can be told of a request, however broken; the first of repeated parameters wins. */
export function describeCall(request: WireRequest): { operation: string; parameters: Record<string, string> } {
  const [, search] = splitOnce(request.target, '?')
  const query = decodePairs(search)
  const form = parseForm(request)
  const pairs = [...(query.ok ? query.value : []), ...(form.ok ? form.value : [])]
  return {
    operation: (onlyHeader(request, 'x-acs-action') ?? '').slice(0, 128),
    parameters: Object.fromEntries(pairs.toReversed()),
  }
}

function parseForm(request: WireRequest): Result<Pair[], Refusal> {
  if (request.body.length === 0) return ok([])
  const type = onlyHeader(request, 'content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    return err(refusals.malformed('A body has to be application/x-www-form-urlencoded.'))
  }
  const form = decodePairs(Buffer.from(request.body).toString('utf8'))
  return form.ok ? form : err(refusals.malformed('The body holds an escape that cannot be decoded.'))
}

function onlyHeader(request: WireRequest, name: string): string | undefined {
  const value = headerValues(request, name)[0]
  return value === '' ? undefined : value
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
