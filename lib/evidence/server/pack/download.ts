import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Download } from '#lib/http/server/download.ts'
import type { EvidencePack } from './export-evidence.ts'
import { packFiles } from './files.ts'
import type { PackLanguage } from './words.ts'
import { zipOf } from './zip.ts'

/** The pack as one file, made while it is sent. */
export function packDownload({ db }: Pick<VerbContext, 'db'>, pack: EvidencePack, language: PackLanguage): Download {
  return {
    contentType: 'application/zip',
    fileName: `rescind-evidence-${pack.madeAt.slice(0, 19).replaceAll(/[:T]/g, '-')}.zip`,
    body: zipOf(packFiles(pack, db, language), Date.parse(pack.madeAt)),
  }
}
