import 'server-only'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from '#lib/db/server/database.ts'
import { findOcspBytes } from '../repository.ts'
import { findCrl, readCrlBytes } from '../repository.crls.ts'
import type { EvidencePack } from './export-evidence.ts'
import { reportOf, type ListedFile } from './report.ts'
import type { PackLanguage } from './words.ts'
import type { ArchiveFile } from './zip.ts'

/**
 * The files of a pack, the report last: it lists the others with their hashes, which are known when they have been
 * written. The audit's records come first, streamed.
 */
export async function* packFiles(
  pack: EvidencePack,
  db: Database,
  language: PackLanguage,
): AsyncGenerator<ArchiveFile> {
  const listed: ListedFile[] = []
  const counted = (name: string, content: AsyncIterable<Uint8Array>): ArchiveFile => ({
    name,
    content: countedContent(content, (bytes, sha256) => listed.push({ name, bytes, sha256 })),
  })
  yield counted('audit.jsonl', bytesOf(pack.audit.body))
  yield counted('verify-export.ts', once(await readFile(verifierFile)))
  for (const { identifier, pem, chain } of pack.certificates) {
    if (pem !== '') yield counted(`certificates/${fileNameOf(identifier)}.pem`, once(Buffer.from(chain ?? pem)))
  }
  for (const sha256 of crlsOf(pack)) {
    const [crl, bytes] = [await findCrl(db, sha256), await readCrlBytes(db, sha256)]
    if (crl !== null && bytes !== null)
      yield counted(`crls/${crl.number ?? 'unnumbered'}-${sha256.slice(0, 16)}.crl`, once(bytes))
  }
  for (const { identifier } of pack.certificates) {
    const answer = await findOcspBytes(db, identifier)
    if (answer !== null) yield counted(`ocsp/${fileNameOf(identifier)}.der`, once(answer))
  }
  yield counted('operations.json', once(Buffer.from(`${JSON.stringify(pack.operations, null, 2)}\n`)))
  yield { name: 'report.html', content: later(() => Buffer.from(reportOf(pack, listed, language.locale, language.t))) }
}

const verifierFile = path.join(process.cwd(), 'lib/audit/verify/verify-export.ts')

/** Every CRL that shows something about it. */
function crlsOf({ certificates }: EvidencePack): Set<string> {
  return new Set(
    certificates.flatMap(({ publication }) =>
      [publication?.evidence?.sha256, publication?.watch?.sha256].flatMap((sha256) => sha256 ?? []),
    ),
  )
}

/** Identifiers are the vendor's: nothing of one may lead out of the folder. */
function fileNameOf(identifier: string): string {
  return identifier.replaceAll(/[^\w-]/g, '_').slice(0, 100)
}

async function* countedContent(
  content: AsyncIterable<Uint8Array>,
  done: (bytes: number, sha256: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of content) {
    hash.update(chunk)
    bytes += chunk.length
    yield chunk
  }
  done(bytes, hash.digest('hex'))
}

async function* bytesOf(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* later(make: () => Uint8Array): AsyncGenerator<Uint8Array> {
  yield make()
}
