import 'server-only'
import type { Limiter } from '#lib/cloud/server/limiter/limiter.ts'
import type { EmergencyFile } from '#lib/db/server/emergency-file.ts'
import type { Attempts } from './attempts.ts'

/**
 * The moments of a remote write, and of what settles it later, between which a process can die; the fault tests kill it
 * at each. `kept`: the emergency file has the answer. `imported`: the store has it from there, and so has the file still.
 */
export const writeSteps = [
  'read',
  'prepared',
  'recorded',
  'sent',
  'answered',
  'kept',
  'settled',
  'read_back',
  'reconciled',
  'status_read',
  'status_kept',
  'imported',
] as const
export type WriteStep = (typeof writeSteps)[number]

/** What a remote write needs beside the verb's context. One per process. */
export type WriteMachinery = {
  readonly limiter: Limiter
  readonly emergency: EmergencyFile
  /** Names this process in what it leaves open. */
  readonly owner: string
  /** Rejects when it is called off. */
  readonly wait: (ms: number, calledOff?: AbortSignal) => Promise<void>
  readonly attempts: Attempts
  /** Once it is aborted the process is about to go: no call begins any more. */
  readonly stopping: AbortSignal
  /** Called as each step is reached. Does nothing in production. */
  readonly reached: (step: WriteStep) => void
}
