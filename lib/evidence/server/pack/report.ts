import 'server-only'
import { spellText } from '#lib/core/text.ts'
import type { HeldCertificate } from '#lib/certificates/server/held.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import type { EvidencePack } from './export-evidence.ts'
import { html, type Html } from './html.ts'
import { reportStyle } from './report-style.ts'
import type { Translator } from './words.ts'

/** A file of the pack as the report lists it. */
export type ListedFile = { readonly name: string; readonly sha256: string; readonly bytes: number }

/** The report: one page without scripts or anything from elsewhere, that reads on a screen and prints well. */
export function reportOf(
  pack: EvidencePack,
  files: readonly ListedFile[],
  locale: string,
  t: Translator<'pack'>,
): string {
  const { madeAt, madeBy, operations, certificates } = pack
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${t('title')}</title>
        <style>
          ${reportStyle}
        </style>
      </head>
      <body>
        <header>
          <h1>${t('title')}</h1>
          <p>${scopeLine(pack, t)}</p>
          <p class="quiet">${t('made', { at: madeAt, by: spellText(madeBy) })}</p>
        </header>
        ${operations.map((operation) => operationPart(operation, t))}
        ${certificates.map((certificate) => certificatePart(certificate, t))} ${filesPart(files, t)}
      </body>
    </html> `.markup
}

function scopeLine({ scope }: EvidencePack, t: Translator<'pack'>): string {
  switch (scope.kind) {
    case 'request':
      return t('scope.request', { requestId: spellText(scope.requestId) })
    case 'certificate':
      return t('scope.certificate', { identifier: spellText(scope.identifier) })
    case 'period':
      return t('scope.period', { from: scope.from, to: scope.to })
  }
}

function operationPart(operation: OperationDetail, t: Translator<'pack'>): Html {
  const { certificate, publication } = operation
  const rows: [string, string | null][] = [
    [t('field.certificate'), certificate.commonName],
    [t('field.identifier'), operation.identifier],
    [t('field.serial'), certificate.serialNumber],
    [t('field.ca'), certificate.caName ?? certificate.caIdentifier],
    [t('field.expires'), certificate.notAfter],
    [t('field.requestedAt'), operation.requestedAt],
    [t('field.by'), [operation.requestedBy, ...operation.joinedBy].join(', ')],
    [t('field.reason'), operation.reason],
    [t('field.ticket'), operation.ticket],
    [t('field.comment'), operation.comment],
    [t('field.outcome'), t(`state.${operation.state}`)],
    [t('field.settledAt'), operation.settledAt],
    [t('field.settledBy'), operation.settledBy === null ? null : t(`settledBy.${operation.settledBy}`)],
    [t('field.requestId'), operation.requestId],
    [t('field.proven'), operation.state === 'succeeded' ? t(operation.causeProven ? 'yes' : 'no') : null],
    [t('field.vendorStatus'), operation.vendorRevokeTime],
    ...publicationRows(publication, t),
    [t('field.audit'), operation.auditSequences.map(String).join(', ')],
  ]
  return html`<section>
    <h2>${t(`kind.${operation.kind}`)}</h2>
    ${facts(rows)}
  </section>`
}

function publicationRows(
  publication: OperationDetail['publication'],
  t: Translator<'pack'>,
): [string, string | null][] {
  if (publication === null) return []
  const { evidence, olderUntil, ocsp, watch, state } = publication
  return [
    [t('field.publication'), t(`publication.${state}`)],
    [t('field.crl'), evidence === null ? null : `${evidence.number ?? '–'} (${evidence.sha256})`],
    [t('field.seenAt'), evidence?.publishedAt ?? null],
    [t('field.listedSince'), evidence?.listedSince ?? null],
    [t('field.olderUntil'), olderUntil],
    [t('field.ocsp'), ocsp?.status ?? null],
    [t('field.watch'), watch === null ? null : t(`watch.${watch.state}`)],
  ]
}

function certificatePart(certificate: HeldCertificate, t: Translator<'pack'>): Html {
  return html`<section>
    <h2>${t('certificate')}</h2>
    ${facts([
      [t('field.certificate'), certificate.commonName],
      [t('field.identifier'), certificate.identifier],
      [t('field.serial'), certificate.serialNumber],
      [t('field.subject'), certificate.subject],
      [t('field.names'), certificate.sans.map(({ value }) => value).join(', ')],
      [t('field.ca'), certificate.caName ?? certificate.caIdentifier],
      [t('field.begins'), certificate.notBefore],
      [t('field.expires'), certificate.notAfter],
      [t('field.sha256'), certificate.sha256],
      [t('field.deletedAt'), certificate.deletedAt],
    ])}
  </section>`
}

function filesPart(files: readonly ListedFile[], t: Translator<'pack'>): Html {
  return html`<section>
    <h2>${t('files.title')}</h2>
    <p>${t('files.text')}</p>
    <table>
      <thead>
        <tr>
          <th>${t('files.name')}</th>
          <th>${t('files.bytes')}</th>
          <th>SHA-256</th>
        </tr>
      </thead>
      <tbody>
        ${files.map(
          ({ name, bytes, sha256 }) =>
            html`<tr>
              <td>${name}</td>
              <td class="number">${bytes}</td>
              <td class="mono">${sha256}</td>
            </tr> `,
        )}
      </tbody>
    </table>
    <p>${t('files.verify')}</p>
    <pre>node verify-export.ts audit.jsonl</pre>
  </section>`
}

/** What is not known is left out. Every value may be a certificate's, so characters that nobody sees are spelled. */
function facts(rows: readonly (readonly [string, string | null])[]): Html {
  const known = rows.filter(([, value]) => value !== null && value !== '')
  return html`<dl>
    ${known.map(
      ([term, value]) =>
        html`<dt>${term}</dt>
          <dd>${spellText(value ?? '')}</dd> `,
    )}
  </dl>`
}
