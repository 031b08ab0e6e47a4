import { describe, expect, it } from 'vitest'
import { httpAnswer, jsonAnswer } from '#tests/support/lying-server.ts'
import { always, described, errorBody, liedTo, requestId, row } from './support.ts'

describe('a read that succeeds', () => {
  it('comes in our own terms', async () => {
    const { cloud } = await liedTo(always(described))
    const before = Date.now()
    const reading = await cloud.getCertificate('id-1')
    await cloud.close()
    expect(reading).toMatchObject({
      ok: true,
      value: {
        requestId,
        value: {
          identifier: 'id-1',
          serialNumber: '0abc',
          sans: [{ type: 'dns', value: 'a.example' }],
          type: 'server',
          vendorStatus: 'ISSUE',
          notBefore: 1_700_000_000_000,
          chain: null,
        },
      },
    })
    if (reading.ok) expect(reading.value.readAt).toBeGreaterThanOrEqual(before)
  })

  it('keeps its sockets for the next ones', async () => {
    const { cloud, server } = await liedTo(always(described))
    for (let count = 0; count < 12; count += 1) await cloud.getCertificate('id-1')
    await cloud.close()
    expect(server.requests).toHaveLength(12)
    // One after the other: at most a second, opened while the first is being put back.
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  it('opens no more than four sockets, whatever is asked of it', async () => {
    const { cloud, server } = await liedTo((socket) => setImmediate(() => socket.write(described)))
    await Promise.all(Array.from({ length: 24 }, () => cloud.getCertificate('id-1')))
    await cloud.close()
    expect(server.requests).toHaveLength(24)
    expect(server.connections()).toBeLessThanOrEqual(4)
  })

  it('gives the slot back with what the limiter wants to know', async () => {
    const { cloud, slotsEnded } = await liedTo(always(described))
    await cloud.getCertificate('id-1')
    await cloud.close()
    expect(slotsEnded).toHaveLength(1)
    expect(slotsEnded[0]).toMatchObject({ throttled: false, timedOut: false, notSent: false })
    expect(slotsEnded[0]?.rttMs).toBeGreaterThanOrEqual(0)
  })

  it('walks every page of the authorities', async () => {
    const { cloud } = await liedTo((socket, request) => {
      const number = Number(/CurrentPage=(\d+)/.exec(request)?.[1])
      const rows = number === 1 ? ['ca-1', 'ca-2'] : ['ca-2', 'ca-3']
      const list = rows.map((Identifier) => ({ Identifier, CertificateType: 'SUB_ROOT', Status: 'ISSUE' }))
      socket.write(jsonAnswer(200, { RequestId: requestId, TotalCount: 3, CertificateList: list }))
    })
    const reading = await cloud.listAuthorities()
    await cloud.close()
    expect(reading.ok && reading.value.value.map(({ identifier }) => identifier)).toEqual(['ca-1', 'ca-2', 'ca-3'])
  })

  it('is of the time of its first page, where there are several', async () => {
    const list = (number: number) => [{ Identifier: `ca-${number}`, CertificateType: 'SUB_ROOT', Status: 'ISSUE' }]
    let now = 1_000_000
    const { cloud } = await liedTo(
      (socket, _request, count) => {
        now += 5_000
        socket.write(jsonAnswer(200, { RequestId: requestId, TotalCount: 3, CertificateList: list(count) }))
      },
      { clock: { now: () => now } },
    )
    expect(await cloud.listAuthorities()).toMatchObject({ value: { readAt: 1_000_000, value: { length: 3 } } })
    await cloud.close()
  })

  it('proves nothing where a status other than unknown names no certificate', async () => {
    const { cloud } = await liedTo(
      always(jsonAnswer(200, { RequestId: requestId, CertificateStatus: [{ SerialNumber: '', Status: 'revoked' }] })),
    )
    expect(await cloud.getStatuses(['id-1'])).toMatchObject({ error: { kind: 'malformed', requestId } })
    await cloud.close()
  })

  it('stops at a list of authorities that repeats its page', async () => {
    const { cloud, logged, server } = await liedTo(
      always(jsonAnswer(200, { TotalCount: 9, CertificateList: [{ Identifier: 'ca-1' }] })),
    )
    expect(await cloud.listAuthorities()).toMatchObject({ ok: true })
    await cloud.close()
    expect(server.requests).toHaveLength(2)
    expect(logged.some(({ message }) => message.includes('ended early'))).toBe(true)
  })

  it('tells the smaller page that the vendor gave', async () => {
    const { cloud } = await liedTo(
      always(jsonAnswer(200, { CertificateList: [row], TotalCount: 1, CurrentPage: 1, ShowSize: 100 })),
    )
    expect(await cloud.listCertificates({ page: 1, pageSize: 500 })).toMatchObject({
      ok: true,
      value: { pageSize: 100, total: 1, requestId: '' },
    })
    await cloud.close()
  })

  it('asks for summaries since a time, and takes what is odd in them for what permits least', async () => {
    const whole = {
      Identifier: 'id-1',
      SerialNumber: '0A:BC',
      CommonName: 'a.example',
      SubjectDn: 'C=CN,CN=a.example',
      Status: 'REVOKE',
      CertificateType: 'CLIENT',
      BeforeDate: '2023-11-15 06:13:20',
      BeforeTime: 1_700_000_000_000,
      AfterTime: 1_800_000_000_000,
      Algorithm: 'RSA',
      AliasName: '',
    }
    const odd = { Identifier: 'id-2', Status: 'issued', CertificateType: 'free', BeforeTime: 'soon' }
    const { cloud, server } = await liedTo((socket, _request, count) =>
      socket.write(
        jsonAnswer(200, {
          RequestId: requestId,
          TotalCount: 'many',
          List: count === 1 ? [whole, odd, { SerialNumber: '1' }] : null,
          NextToken: count === 1 ? 'token/1' : '',
        }),
      ),
    )
    const first = await cloud.listSummaries({ modifiedSince: 1_700_000_000_999, size: 50 })
    expect(first).toEqual({
      ok: true,
      value: {
        items: [
          {
            identifier: 'id-1',
            serialNumber: '0abc',
            commonName: 'a.example',
            subject: 'C=CN,CN=a.example',
            alias: null,
            customIdentifier: null,
            type: 'client',
            vendorStatus: 'REVOKE',
            notBefore: 1_700_000_000_000,
            notAfter: 1_800_000_000_000,
            algorithm: 'RSA',
          },
          expect.objectContaining({ identifier: 'id-2', type: 'server', vendorStatus: 'PENDING', notBefore: null }),
        ],
        next: 'token/1',
        total: null,
        requestId,
        oddities: [
          { identifier: 'id-2', field: 'CertificateType', received: 'free' },
          { identifier: 'id-2', field: 'Status', received: 'issued' },
          { identifier: 'id-2', field: 'BeforeTime', received: 'soon' },
          { identifier: null, field: 'Identifier', received: 'absent' },
        ],
      },
    })
    expect(await cloud.listSummaries({ size: 50, next: 'token/1' })).toEqual({
      ok: true,
      value: { items: [], next: null, total: null, requestId },
    })
    await cloud.close()
    expect(server.requests[0]).toContain('AfterDate=2023-11-14%2022%3A13%3A20&MaxResults=50')
    expect(server.requests[1]).toContain('MaxResults=50&NextToken=token%2F1')
    expect(server.requests[0]).toContain('x-acs-action: ListCert\r\n')
  })

  it('maps statuses and CRL addresses', async () => {
    const { cloud, server } = await liedTo((socket, request) =>
      socket.write(
        request.includes('GetCaInstanceCrlAddress')
          ? jsonAnswer(200, {
              RequestId: requestId,
              CrlUrl: 'http://crl.example/1.crl',
              NextUpdateTime: '1900000000000',
            })
          : jsonAnswer(200, {
              RequestId: requestId,
              CertificateStatus: [
                { SerialNumber: '0A', Status: 'revoked', RevokeTime: '2026-01-02T03:04Z' },
                { SerialNumber: '0b', Status: 'good', RevokeTime: 0 },
                { SerialNumber: '0c', Status: 'something new', RevokeTime: 'never' },
                { SerialNumber: '', Status: 'unknown', RevokeTime: 0 },
              ],
            }),
      ),
    )
    expect(await cloud.getStatuses(['id-1', 'id-2', 'id-3'])).toMatchObject({
      value: {
        value: [
          { serialNumber: '0a', status: 'revoked', revokeTime: Date.UTC(2026, 0, 2, 3, 4) },
          { serialNumber: '0b', status: 'good', revokeTime: null },
          { serialNumber: '0c', status: 'unknown', revokeTime: null },
          { serialNumber: '', status: 'unknown', revokeTime: null },
        ],
      },
    })
    expect(await cloud.getCrlAddress('ca-1')).toMatchObject({
      value: { value: { crlUrl: 'http://crl.example/1.crl', nextUpdate: 1_900_000_000_000 } },
    })
    await cloud.close()
    expect(server.requests[0]).toContain('Identifier=id-1%2Cid-2%2Cid-3')
  })
})

describe('a read that others wait behind', () => {
  it('is tried once and ends in time, whatever the vendor does', async () => {
    const { cloud, slotsEnded, pauses, server } = await liedTo(() => undefined)
    const reading = await cloud.getStatuses(['id-1'], { onceWithinMs: 500 })
    await cloud.close()
    expect(reading).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    expect(server.requests).toHaveLength(1)
    expect(pauses).toEqual([])
    expect(slotsEnded).toMatchObject([{ timedOut: true, notSent: false }])
  })
})

describe('repeating a read', () => {
  it('waits twice as long each time, and succeeds as soon as the vendor does', async () => {
    const { cloud, pauses } = await liedTo((socket, _request, count) =>
      socket.write(count < 4 ? httpAnswer(503, 'busy') : described),
    )
    expect(await cloud.getCertificate('id-1')).toMatchObject({ ok: true })
    await cloud.close()
    expect(pauses).toEqual([250, 500, 1000])
  })

  it('obeys x-acs-retry-after, which counts milliseconds', async () => {
    const throttled = jsonAnswer(400, errorBody('Throttling'), { 'x-acs-retry-after': '2300' })
    const { cloud, pauses, slotsEnded } = await liedTo((socket, _request, count) =>
      socket.write(count === 1 ? throttled : described),
    )
    expect(await cloud.getCertificate('id-1')).toMatchObject({ ok: true })
    await cloud.close()
    expect(pauses).toEqual([2300])
    expect(slotsEnded[0]).toMatchObject({ throttled: true, retryAfterMs: 2300 })
  })

  it('lets nobody wait long who looks at the page', async () => {
    const throttled = jsonAnswer(400, errorBody('Throttling'), { 'x-acs-retry-after': '30000' })
    const { cloud, pauses } = await liedTo(always(throttled))
    expect(await cloud.getCertificate('id-1', { interactive: true })).toMatchObject({ error: { kind: 'throttled' } })
    await cloud.close()
    expect(pauses).toEqual([])
  })

  it('signs every try anew', async () => {
    const { cloud, server } = await liedTo(always(httpAnswer(503, '')))
    await cloud.getCertificate('id-1')
    await cloud.close()
    const nonces = server.requests.map((request) => /x-acs-signature-nonce: (\w+)/.exec(request)?.[1])
    expect(new Set(nonces).size).toBe(4)
  })
})
