import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { AuditDetailRow } from '#components/audit/audit-detail.tsx'
import { AuditRow } from '#components/audit/audit-table.tsx'
import { AuthorityRow } from '#components/authorities/authority-table.tsx'
import { Neighbourhood } from '#components/certificates/detail/neighbourhood.tsx'
import { CertificateRow } from '#components/certificates/list/certificate-row.tsx'
import { defaultIds } from '#components/certificates/list/columns.ts'
import { FindingList } from '#components/certificates/writing/finding-list.tsx'
import { OperationRow } from '#components/operations/operation-table.tsx'
import { Story } from '#components/operations/story.tsx'
import { WhatWasDone } from '#components/operations/what-was-done.tsx'
import { Attention } from '#components/overview/attention.tsx'
import { ExpiringSoon } from '#components/overview/expiring-soon.tsx'
import type { AuditRecordDetail } from '#lib/audit/entry.ts'
import type { Authority } from '#lib/authorities/schema.ts'
import type { CertificateDetail, CertificateItem } from '#lib/certificates/schema.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import type { Overview } from '#lib/overview/schema.ts'
import { anOperation } from '../operations/an-operation.ts'

const identifier = '1efc-4a31'
const item: CertificateItem = {
  identifier,
  serialNumber: '5e01',
  commonName: '',
  subject: 'O=Example',
  sans: [],
  type: 'client',
  status: 'valid',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2026-12-20T00:00:00.000Z',
  caIdentifier: 'ca-1',
  caName: 'Payments G2',
  algorithm: 'ECC',
  keySize: 256,
  signAlgorithm: 'SHA256WITHECDSA',
  md5: '',
  sha256: '',
  alias: null,
  customIdentifier: null,
  vendorId: null,
  resourceGroupId: null,
  revokeTime: null,
  firstSeenAt: '2026-11-24T12:00:00.000Z',
  lastSeenAt: '2026-11-24T12:00:00.000Z',
  crlEvidence: null,
  openOperationId: null,
  hasMatchingOperation: null,
}

const record: AuditRecordDetail = {
  sequence: 7,
  at: '2026-11-24T12:00:00.000Z',
  actor: 'lin.chen@haiyuan.cn',
  via: null,
  action: 'revoke_certificate',
  identifier,
  serialNumber: '5e01',
  commonName: '',
  outcome: 'requested',
  requestId: null,
  reason: 'keyCompromise',
  ticket: null,
  address: null,
  correlationId: 'c',
  hash: '',
  role: 'operator',
  session: null,
  operationId: null,
  comment: null,
  previousHash: '',
  recordHash: '',
  bytes: '{}',
}
const now = Date.parse('2026-11-24T12:00:00Z')

/** Where a certificate's name is a link, each with one that is called `commonName`. */
function placesOf(commonName: string): Record<string, ReactNode> {
  const certificate = { ...item, commonName }
  const neighbours = { total: 1, items: [certificate] }
  const side = { items: [], hasMore: false }
  const beside = { sameKey: neighbours, sameName: neighbours, succession: { later: side, earlier: side } }
  const detail = { ...certificate, ...beside } as unknown as CertificateDetail
  const operation = operationOn(commonName)
  const summary = { ...operation, commonName, serialNumber: '5e01', crlEvidence: null }
  const overview = {
    needsHuman: { items: [summary], total: 1 },
    alarms: { items: [], total: 0 },
    sync: { missing: null },
  } as unknown as Overview
  const row = {
    ...{ item: certificate, columns: defaultIds, givesWay: true, axisFrom: 0, axisTo: 2 * now, isAxisKnown: true },
    ...{ index: 0, isCurrent: true, isSelected: false, isOpen: false, now, mayRevoke: true, heldOff: null },
  }
  return {
    'the list': <CertificateRow {...row} onRevoke={() => undefined} />,
    'the neighbours': <Neighbourhood certificate={detail} now={now} />,
    'a finding': <FindingList kind="revoke" facts={[{ key: 'same_key', weight: 'hesitate', neighbours }]} />,
    'what ends soon': <ExpiringSoon items={[certificate]} total={1} now={now} />,
    'what waits for a person': <Attention overview={overview} mayDecide mayAcknowledge />,
    'the operations': <OperationRow operation={summary} renderedAt={now} />,
    'the sentence of a receipt': <Story id={operation.id} />,
    'the facts of a receipt': <WhatWasDone operation={operation} renderedAt={now} />,
    'the audit': <AuditDetailRow record={{ ...record, commonName }} columns={7} />,
  }
}

function operationOn(commonName: string): OperationDetail {
  const operation = anOperation({ identifier })
  return { ...operation, certificate: { ...operation.certificate, identifier, commonName } }
}

function shown(place: ReactNode, commonName: string): string {
  const client = new QueryClient()
  const operation = operationOn(commonName)
  client.setQueryData(operationOptions(operation.id).queryKey, operation)
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{place}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

/** What a screen reader calls each link. */
function namesOfLinks(markup: string): string[] {
  return [...markup.matchAll(/<a ([^>]*)>(.*?)<\/a>/gs)].map(
    ([, attributes = '', content = '']) =>
      /aria-label="([^"]*)"/.exec(attributes)?.[1] ?? content.replaceAll(/<[^>]*>/g, ''),
  )
}

describe.each(['', ' \t'])('a certificate that is called %j', (commonName) => {
  it.each(Object.entries(placesOf(commonName)))('can be opened by its Identifier from %s', (_where, place) => {
    const names = namesOfLinks(shown(place, commonName))
    expect(names).toContain(identifier)
    expect(names.filter((name) => name.trim() === '')).toEqual([])
  })

  it('is named in the rows of the audit', () => {
    const row = <AuditRow entry={{ ...record, commonName }} href="/audit?open=7" isOpen={false} />
    expect(shown(row, commonName)).toContain(identifier)
  })

  it('is named by its Identifier where it is a CA, also in the link to what it has issued', () => {
    const numbers = { issuedCount: 3, totalCount: 9, certificates: 3 }
    const known = {
      type: 'sub',
      parentName: null,
      vendorStatus: 'ISSUE',
      publishesCrl: true,
      crlUrl: null,
      crlDays: 1,
      crlHealth: null,
    }
    const authority = { ...item, ...known, ...numbers, commonName } as unknown as Authority
    expect(namesOfLinks(shown(<AuthorityRow authority={authority} />, commonName))).toEqual([
      `CRL not read yet of ${identifier}`,
      `33 certificates of ${identifier}`,
    ])
  })
})
