// How long anything may take between the press of the red button and the end of the call. Pure: the server keeps to
// it, and the dialog concludes from it.

/** A dialog waits so long for one answer before it starts to follow the operation. */
export const ANSWER_WITHIN_MS = 5_000
/** For the fresh reading that a write stands on. */
export const READING_WITHIN_MS = 25_000
/** For DescribeClientCertificateStatus: one short try. */
export const STATUS_WITHIN_MS = 5_000
/** For a free call under the rate limit; then the attempt ends as *not sent*. */
export const SLOT_PATIENCE_MS = 30_000
/** From the arrival of a confirmation: whatever is not recorded by then is not sent any more. */
export const RECORD_WITHIN_MS = READING_WITHIN_MS + STATUS_WITHIN_MS + SLOT_PATIENCE_MS
/** From the record of the intent to the moment after which nothing is sent any more and the call is abandoned. */
export const WRITE_DEADLINE_MS = 10_000
/** The way of a confirmation to the console, and the start of its work there. */
const ARRIVAL_MS = 20_000
/**
 * After this long an operation of which the console has no record will never be sent: what was let in at the last
 * moment and is still being stored finds its deadline passed.
 */
export const UNRECORDED_AFTER_MS = ARRIVAL_MS + RECORD_WITHIN_MS + WRITE_DEADLINE_MS
