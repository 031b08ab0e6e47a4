import { createHash } from 'node:crypto'
import type { CertificateExportFormat } from '#lib/certificates/export.ts'
import { exportCertificates } from '#lib/certificates/server/export/export.ts'
import type { VerbContext } from '#lib/service/server/context.ts'

// An export as somebody reads it who has the file alone.

export type Trailer = {
  filter: Record<string, unknown>
  format: string
  rows: number
  sha256: string
  snapshotAt: string
  sort: string
  record: { sequence: number; hash: string }
  withoutPem?: { count: number; identifiers: string[]; areAllNamed: boolean }
}

/** The parts of the file; throws where there is none. */
export async function exporting(
  ctx: VerbContext,
  format: CertificateExportFormat,
  input: Record<string, unknown> = {},
): Promise<AsyncIterator<string>> {
  const result = await exportCertificates(ctx, { ...input, format })
  if (!result.ok) throw new Error(result.error.code)
  return result.value.body[Symbol.asyncIterator]() as AsyncIterator<string>
}

export async function rest(parts: AsyncIterator<string>): Promise<string> {
  let text = ''
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) text += next.value
  return text
}

export async function exported(
  ctx: VerbContext,
  format: CertificateExportFormat,
  input: Record<string, unknown> = {},
): Promise<string> {
  return rest(await exporting(ctx, format, input))
}

/** The trailer of a whole file, held against the bytes before it as the README says; throws for any other file. */
export function checked(file: string): Trailer {
  const at = file.trimEnd().lastIndexOf('\n') + 1
  const line = /\{.*\}/.exec(file.slice(at).replaceAll('""', '"'))?.[0]
  const { trailer } = JSON.parse(line ?? '{}') as { trailer?: Trailer }
  if (trailer === undefined) throw new Error('the file is partial')
  const sha256 = createHash('sha256').update(file.slice(0, at)).digest('hex')
  if (trailer.sha256 !== sha256) throw new Error('the file is another')
  return trailer
}
