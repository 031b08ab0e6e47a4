import type { Signing } from './authority/signed-certificate.ts'
import type { SecretOf } from './protocol/authenticate.ts'
import type { Throttle } from './protocol/throttle.ts'

/** All that a running emulator is made of; what must outlive the process is in `store`. */
export type Emulator = Signing & {
  readonly secretOf: SecretOf
  readonly throttle: Throttle
  /** False with --unthrottled, until a limit is set through the control routes; also at an earlier start. */
  readonly isThrottled: () => boolean
  /** Turns throttling on again. */
  readonly beginThrottling: () => void
  /** An upper-case UUID. */
  readonly newRequestId: () => string
  /** For what is a bug or lost infrastructure. */
  readonly report: (error: unknown) => void
}
