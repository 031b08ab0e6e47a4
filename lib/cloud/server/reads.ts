import 'server-only'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Log } from '#lib/log/server/log.ts'
import type { CertificateCloud, CloudAuthority, CloudOddity, CloudReading, ReadFailure } from './port.ts'
import type { Answered, ReadCall, ReadOptions } from './read-call.ts'
import { readAuthority, webAddressField } from './records/authority-record.ts'
import { readCertificateRow, readCertificateTarget } from './records/certificate-record.ts'
import { countField, maybeTextField } from './records/fields.ts'
import { statusRow } from './records/status-record.ts'
import { readSummary } from './records/summary-record.ts'
import { dateTimeText, timeField } from './records/times.ts'

type Reads = Omit<CertificateCloud, 'prepareWrite'>

/** The reads of the port: each a call, its answer parsed at the border into our own terms. */
export function createReads(call: ReadCall, log: Log): Reads {
  return {
    listCertificates: (input) => listCertificates(call, input),
    listSummaries: (input) => listSummaries(call, input),
    getCertificate: (identifier, options) => getCertificate(call, identifier, options ?? {}),
    getStatuses: (identifiers, options) => getStatuses(call, identifiers, options ?? {}),
    listAuthorities: () => listAuthorities(call, log),
    getAuthority: (identifier) => getAuthority(call, log, identifier),
    getCrlAddress: (caIdentifier) => getCrlAddress(call, caIdentifier),
  }
}

const page = z.object({
  CertificateList: z.array(z.unknown()).nullish(),
  TotalCount: countField,
  CurrentPage: countField.optional().catch(undefined),
  ShowSize: countField.optional().catch(undefined),
})

async function listCertificates(
  call: ReadCall,
  input: { page: number; pageSize: number },
): ReturnType<Reads['listCertificates']> {
  const answered = await call('ListClientCertificate', { CurrentPage: input.page, ShowSize: input.pageSize })
  if (!answered.ok) return answered
  const parsed = page.safeParse(answered.value.object)
  if (!parsed.success) return malformed(answered.value, 'the list has no TotalCount')
  const rows = (parsed.data.CertificateList ?? []).map(readCertificateRow)
  const oddities = rows.flatMap((row) => row.oddities)
  return ok({
    items: rows.flatMap((row) => row.value ?? []),
    page: parsed.data.CurrentPage ?? input.page,
    // The vendor may give smaller pages than were asked for, and says so here.
    pageSize: parsed.data.ShowSize ?? input.pageSize,
    total: parsed.data.TotalCount,
    requestId: answered.value.requestId,
    ...(oddities.length > 0 && { oddities }),
  })
}

const slice = z.object({
  List: z.array(z.unknown()).nullish(),
  TotalCount: countField.nullable().catch(null),
  NextToken: maybeTextField.catch(null),
})

async function listSummaries(
  call: ReadCall,
  { modifiedSince, size, next }: { modifiedSince?: number; size: number; next?: string },
): ReturnType<Reads['listSummaries']> {
  const answered = await call('ListCert', {
    ...(modifiedSince !== undefined && { AfterDate: dateTimeText(modifiedSince) }),
    MaxResults: size,
    ...(next !== undefined && { NextToken: next }),
  })
  if (!answered.ok) return answered
  const parsed = slice.safeParse(answered.value.object)
  if (!parsed.success) return malformed(answered.value, 'the answer holds no list')
  const rows = (parsed.data.List ?? []).map(readSummary)
  const oddities = rows.flatMap((row) => row.oddities)
  return ok({
    items: rows.flatMap((row) => row.value ?? []),
    next: parsed.data.NextToken,
    total: parsed.data.TotalCount,
    requestId: answered.value.requestId,
    ...(oddities.length > 0 && { oddities }),
  })
}

async function getCertificate(
  call: ReadCall,
  identifier: string,
  options: { interactive?: boolean },
): ReturnType<Reads['getCertificate']> {
  const answered = await call('DescribeClientCertificate', { Identifier: identifier }, options)
  if (!answered.ok) return answered
  const certificate = readCertificateTarget(answered.value.object['Certificate'], identifier)
  return certificate.ok ? reading(answered.value, certificate.value) : malformed(answered.value, certificate.error)
}

// The identifiers travel in the URL, and an answer is matched by serial number: the sheet advises 50 to 100.
const maxIdentifiers = 50

async function getStatuses(
  call: ReadCall,
  identifiers: readonly string[],
  options: ReadOptions,
): ReturnType<Reads['getStatuses']> {
  if (identifiers.length === 0 || identifiers.length > maxIdentifiers) {
    throw new Error(`statuses are read for 1 to ${maxIdentifiers} identifiers`)
  }
  const answered = await call('DescribeClientCertificateStatus', { Identifier: identifiers.join(',') }, options)
  if (!answered.ok) return answered
  const rows = z.array(statusRow).safeParse(answered.value.object['CertificateStatus'])
  return rows.success ? reading(answered.value, rows.data) : malformed(answered.value, 'a status has no serial number')
}

const authorityPageSize = 50
const maxAuthorityPages = 100

/**
 * Pages are walked until TotalCount is reached or a page brings nothing new; a CA that shifted pages counts once. The
 * list is as old as its first page.
 */
async function listAuthorities(call: ReadCall, log: Log): ReturnType<Reads['listAuthorities']> {
  const found = new Map<string, CloudAuthority>()
  let readAt = Infinity
  for (let number = 1; ; number += 1) {
    const answered = await call('DescribeCACertificateList', { CurrentPage: number, ShowSize: authorityPageSize })
    if (!answered.ok) return answered
    readAt = Math.min(readAt, answered.value.readAt)
    const parsed = page.safeParse(answered.value.object)
    if (!parsed.success) return malformed(answered.value, 'the list has no TotalCount')
    const before = found.size
    const rows = (parsed.data.CertificateList ?? []).map(readAuthority)
    for (const { value } of rows) if (value) found.set(value.identifier, value)
    logOddities(log, rows)
    const isAll = found.size >= parsed.data.TotalCount
    if (isAll || found.size === before || number === maxAuthorityPages) {
      if (!isAll)
        log('warn', 'the list of authorities ended early', { found: found.size, total: parsed.data.TotalCount })
      return reading({ ...answered.value, readAt }, [...found.values()])
    }
  }
}

async function getAuthority(call: ReadCall, log: Log, identifier: string): ReturnType<Reads['getAuthority']> {
  const answered = await call('DescribeCACertificate', { Identifier: identifier })
  if (!answered.ok) return answered
  const row = readAuthority(answered.value.object['Certificate'])
  logOddities(log, [row])
  if (!row.value) return malformed(answered.value, 'the answer holds no authority')
  if (row.value.identifier !== identifier) return malformed(answered.value, 'the answer is about another authority')
  return reading(answered.value, row.value)
}

const crlAddress = z.object({ CrlUrl: webAddressField.catch(null), NextUpdateTime: timeField.catch(null) })

async function getCrlAddress(call: ReadCall, caIdentifier: string): ReturnType<Reads['getCrlAddress']> {
  const answered = await call('GetCaInstanceCrlAddress', { CaIdentifier: caIdentifier })
  if (!answered.ok) return answered
  const { CrlUrl, NextUpdateTime } = crlAddress.parse(answered.value.object)
  return reading(answered.value, { crlUrl: CrlUrl, nextUpdate: NextUpdateTime })
}

function reading<Value>(answered: Answered, value: Value): Result<CloudReading<Value>, ReadFailure> {
  const { requestId, readAt, skewMs } = answered
  return ok({ value, requestId, readAt, skewMs })
}

function malformed({ requestId }: Answered, message: string): Result<never, ReadFailure> {
  return err({ kind: 'malformed', message, ...(requestId !== '' && { requestId }) })
}

/** Authorities carry no note of their own to the pages: what is odd about one is for the log. */
function logOddities(log: Log, rows: readonly { oddities: CloudOddity[] }[]): void {
  for (const oddity of rows.flatMap((row) => row.oddities)) log('warn', 'an authority reads oddly', oddity)
}
