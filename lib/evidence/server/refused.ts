import 'server-only'

/** Ends the reading of something hostile with a code of its refusals. Caught where the reading began, never let out. */
export class Refused<Code extends string> extends Error {
  override readonly name = 'Refused'
  readonly code: Code

  constructor(code: Code, detail: string) {
    super(detail)
    this.code = code
  }
}
