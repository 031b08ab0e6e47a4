import 'server-only'
import type { Json } from '#lib/core/canonical-json.ts'
import type { ExportedCertificate } from './exported.ts'

/** How a form of file writes its parts. Each part is whole lines. */
export type ExportForm = {
  /** `facts`: of what, and as of when. */
  readonly head: (facts: Json) => string
  readonly certificate: (certificate: ExportedCertificate) => string
  /** What the trailer says besides, for those whose certificates cannot all be written. */
  readonly lacks: () => { readonly [key: string]: Json }
  /** The last line of a whole file: one JSON text. */
  readonly trailer: (signed: string) => string
  /** The last line of a file that broke off. */
  readonly partial: (rows: number) => string
}

export function partialWords(rows: number): string {
  return `PARTIAL: this export broke off after ${String(rows)} certificates`
}
