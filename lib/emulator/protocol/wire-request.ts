/** A request as it came off the socket, body included. `headers` keeps order, case and duplicates. */
export type WireRequest = {
  readonly method: string
  /** The request target: path and query, still encoded. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  /** Epoch ms at which its last byte was in hand: the one reading of the clock that the whole call goes by. */
  readonly receivedAt: number
}

/** Values of one header, whatever the case of its name. */
export function headerValues(request: Pick<WireRequest, 'headers'>, name: string): string[] {
  return request.headers.flatMap(([candidate, value]) => (candidate.toLowerCase() === name ? [value] : []))
}
