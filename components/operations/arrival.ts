/**
 * The operation whose receipt a dialog has just sent the reader to: that receipt takes the focus to its heading, once.
 * A receipt that is opened in any other way leaves the focus where the browser puts it.
 */
let arriving: string | null = null

export function announceArrival(operationId: string): void {
  arriving = operationId
}

/** True once for the operation that was announced. */
export function takeArrival(operationId: string): boolean {
  if (arriving !== operationId) return false
  arriving = null
  return true
}
