import { z } from 'zod'
import type { Emulator } from '../emulator.ts'
import { beginFaults, faultPlanSchema, noFaults } from '../faults/fault-plan.ts'
import type { JsonValue } from '../operations/define-operation.ts'
import { addCertificates, addCertificatesSchema } from './add-certificates.ts'
import { changedSettings, parseSettings, settingsSchema } from './settings.ts'

export type ControlRequest = {
  readonly method: string
  readonly pathname: string
  readonly body: string
  readonly now: number
}
export type ControlAnswer = { readonly httpStatus: number; readonly body: JsonValue }

/** Every control route but the ledger. A change is durable before its answer leaves. */
export function control(emulator: Emulator, request: ControlRequest): ControlAnswer {
  const { meta } = emulator.store
  switch (`${request.method} ${request.pathname}`) {
    case 'PUT /_emulator/faults':
      return withBody(faultPlanSchema, request, (plan) => {
        emulator.store.transaction(() => {
          meta.write('faults', beginFaults(plan))
        })
        return { httpStatus: 200, body: {} }
      })
    case 'DELETE /_emulator/faults':
      emulator.store.transaction(() => {
        meta.write('faults', noFaults)
      })
      return { httpStatus: 200, body: {} }
    case 'POST /_emulator/certificates':
      return withBody(addCertificatesSchema, request, (input) => {
        const added = emulator.store.transaction(() => addCertificates(emulator, input, request.now))
        return added.ok
          ? { httpStatus: 200, body: { identifiers: added.value } }
          : { httpStatus: 400, body: { error: added.error } }
      })
    case 'GET /_emulator/settings':
      return { httpStatus: 200, body: parseSettings(meta.read('settings')) }
    case 'PUT /_emulator/settings':
      return withBody(settingsSchema, request, (change) => {
        emulator.store.transaction(() => {
          meta.write('settings', changedSettings(meta.read('settings'), change))
        })
        if (change.throttlePerSecond !== undefined) emulator.beginThrottling()
        return { httpStatus: 200, body: parseSettings(meta.read('settings')) }
      })
    default:
      return { httpStatus: 404, body: { error: `there is no ${request.method} ${request.pathname}` } }
  }
}

function withBody<Schema extends z.ZodType>(
  schema: Schema,
  request: ControlRequest,
  run: (input: z.infer<Schema>) => ControlAnswer,
): ControlAnswer {
  const parsed = schema.safeParse(parseJson(request.body))
  return parsed.success ? run(parsed.data) : { httpStatus: 400, body: { error: z.prettifyError(parsed.error) } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
