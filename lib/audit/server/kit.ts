import 'server-only'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { kitFiles, type KitFile } from '../kit.ts'
import type { AuditExport } from './export.ts'

/**
 * What it takes to verify an export without this product: the verifier, the description of the format, and the public
 * key that signs now. It holds nothing of the log and leaves no record. It is a part of exporting, and is named so
 * where it is refused.
 */
export const getAuditKit = verb({
  name: 'export_audit',
  permission: 'audit.export',
  kind: 'read',
  input: z.strictObject({ file: z.enum(kitFiles) }),
  run: async (ctx, { file }): Promise<Result<AuditExport, never>> => ok(await fileOf(ctx, file)),
})

async function fileOf({ auditSeal: { key } }: VerbContext, file: KitFile): Promise<AuditExport> {
  switch (file) {
    case 'verifier':
      // Not as TypeScript: browsers take `.ts` for a film.
      return textFile('text/plain', 'verify-export.ts', await sourceOf('verify/verify-export.ts'))
    case 'format':
      return textFile('text/markdown', 'FORMAT.md', await sourceOf('FORMAT.md'))
    case 'public-key': {
      const fileName = `rescind-audit-key-${key.id.slice(0, 16)}.pub.pem`
      return textFile('application/x-pem-file', fileName, key.publicKeyPem)
    }
  }
}

/** As it stands beside this program, which runs in the project's folder. */
async function sourceOf(name: string): Promise<string> {
  return readFile(path.join(/* turbopackIgnore: true */ process.cwd(), 'lib/audit', name), 'utf8')
}

function textFile(type: string, fileName: string, text: string): AuditExport {
  return { contentType: `${type}; charset=utf-8`, fileName, body: once(text) }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
