import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import { ok } from '#lib/core/result.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { CredentialSource } from './credentials.ts'
import { shownRequest } from './exchange.ts'
import type { CertificateCloud, PreparedWrite } from './port.ts'
import type { Route, Timeouts } from './route.ts'
import { sendOnce } from './send-write.ts'
import { signRequest } from './signed-request.ts'
import { writeOutcome } from './write-outcome.ts'

type Means = {
  readonly route: Route
  readonly timeouts: Timeouts
  readonly credentials: CredentialSource
  readonly clock: Clock
  readonly watch: ClockWatch
  readonly newNonce: () => string
}

/** Signs a write before its intent is stored, so that nonce, date and AccessKeyId are on record when it leaves. */
export function createWritePreparation(means: Means): CertificateCloud['prepareWrite'] {
  const { route, credentials, clock, watch, newNonce } = means
  return async (operation, identifier) => {
    if (identifier === '') throw new Error('a write without an identifier')
    const resolved = await credentials.resolve()
    if (!resolved.ok) return resolved
    const request = signRequest({
      operation,
      parameters: { Identifier: identifier },
      origin: route.origin,
      credentials: resolved.value,
      nonce: newNonce(),
      at: clock.now(),
    })
    let wasSent = false
    const write: PreparedWrite = {
      operation,
      identifier,
      nonce: request.nonce,
      acsDate: request.acsDate,
      accessKeyId: request.accessKeyId,
      request: shownRequest(request),
      send: async (deadlineAt, onSent) => {
        if (wasSent) throw new Error('a prepared write can be sent once')
        wasSent = true
        const outcome = writeOutcome(request, await sendOnce(request, means, deadlineAt, onSent))
        watch.note(outcome.skewMs)
        return outcome
      },
    }
    return ok(write)
  }
}
