import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'

/** What the passes of the worker run in: a verb's context without what only writes at the vendor need. */
export type SyncContext = Pick<VerbContext, 'actor' | 'correlationId' | 'clock' | 'db' | 'cloud' | 'log'> & {
  /** Aborted when the process is to stop or has lost its lease; a pass then ends before its next call. */
  readonly signal: AbortSignal
}
