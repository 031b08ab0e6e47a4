import { createConnection } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'
import {
  codeOf,
  headerOf,
  record,
  replay,
  resigned,
  withHeader,
  type RawAnswer,
  type RecordedRequest,
} from './support/recorded-request.ts'

// Every refusal is provoked by changing a request that the vendor's client made. Changes that a good signature must
// precede are signed anew by code of this suite.

const FORM = 'application/x-www-form-urlencoded'
let emulator: EmulatorUnderTest
let list: RecordedRequest
let form: RecordedRequest
beforeAll(async () => {
  emulator = await emulatorUnderTest()
})
afterAll(() => emulator.remove())

async function recordBoth(): Promise<void> {
  list = await record('ListClientCertificate', { CurrentPage: 1, ShowSize: 3 })
  form = await record('DescribeClientCertificateStatus', {}, { Identifier: 'a,b' })
}
beforeAll(recordBoth)

/** The same request again, as a caller who repeats himself would make it. */
function fresh(request: RecordedRequest): RecordedRequest {
  return resigned(withHeader(request, 'x-acs-signature-nonce', crypto.randomUUID()))
}

function withSignedHeaders(request: RecordedRequest, change: (names: string) => string): RecordedRequest {
  const authorization = headerOf(request, 'authorization')
  const changed = authorization.replace(/SignedHeaders=[^,]+/, (names) => `SignedHeaders=${change(names.slice(14))}`)
  return withHeader(request, 'authorization', changed)
}

describe('what the recorder took from the official client', () => {
  it('is accepted as it is, and again with a new nonce', async () => {
    const [query, body] = [
      await record('ListClientCertificate'),
      await record('ListClientCertificate', {}, { ShowSize: 3 }),
    ]
    expect((await replay(emulator.port, query)).status).toBe(200)
    expect((await replay(emulator.port, body)).status).toBe(200)
    expect((await replay(emulator.port, fresh(query))).status).toBe(200)
    expect((await replay(emulator.port, fresh(body))).status).toBe(200)
  })

  it('may be escaped otherwise on the wire: the query is decoded and encoded anew', async () => {
    const request = await record('ListClientCertificate', { ResourceGroupId: 'a-b,c~d' })
    const escaped = request.target.replace('a-b', '%61%2db').replace('%2C', ',').replace('~', '%7e')
    expect(escaped).not.toBe(request.target)
    expect((await replay(emulator.port, { ...request, target: escaped })).status).toBe(200)
  })
})

describe('a request that does not carry its own signature', () => {
  const mutations: [string, () => RecordedRequest | Promise<RecordedRequest>][] = [
    [
      'the secret is wrong',
      () => record('ListClientCertificate', {}, undefined, { accessKeySecret: 'another-secret' }),
    ],
    [
      'one digit of the signature differs',
      () =>
        withHeader(
          list,
          'authorization',
          headerOf(list, 'authorization').replace(/.$/, (d) => (d === '0' ? '1' : '0')),
        ),
    ],
    ['a value of the query was changed', () => ({ ...list, target: list.target.replace('ShowSize=3', 'ShowSize=4') })],
    ['a parameter was added', () => ({ ...list, target: `${list.target}&Identifier=x` })],
    ['a parameter was taken away', () => ({ ...list, target: list.target.replace('&ShowSize=3', '') })],
    ['the body was changed', () => ({ ...form, body: form.body.replace('Identifier=', 'Identifier=x') })],
    ['the body was changed and its hash too', () => bodyAndHash(form)],
    ['the operation was changed', () => withHeader(list, 'x-acs-action', 'ListRevokeCertificate')],
    ['the host was changed', () => withHeader(list, 'host', 'cas.aliyuncs.com')],
    ['the date was changed', () => withHeader(list, 'x-acs-date', '2026-01-01T00:00:00Z')],
    ['the nonce was changed', () => withHeader(list, 'x-acs-signature-nonce', 'f'.repeat(64))],
    ['the provider header was changed', () => withHeader(list, 'x-acs-credentials-provider', 'default')],
    ['the type of the body was changed', () => withHeader(form, 'content-type', `${FORM};charset=gbk`)],
  ]
  it.each(mutations)('because %s', async (_, mutate) => {
    await expectCode(await replay(emulator.port, await mutate()), 400, ['SignatureDoesNotMatch'])
  })

  it('is told SignatureDoesNotMatch and what was signed, not the signature that would do', async () => {
    const answer = await replay(emulator.port, { ...list, target: list.target.replace('ShowSize=3', 'ShowSize=4') })
    expect(codeOf(answer)).toBe('SignatureDoesNotMatch')
    expect(answer.body).toContain('Server string to sign is: ACS3-HMAC-SHA256')
  })
})

function bodyAndHash(request: RecordedRequest): RecordedRequest {
  const changed = { ...request, body: request.body.replace('Identifier=', 'Identifier=x') }
  return withHeader(changed, 'x-acs-content-sha256', headerOf(resigned(changed), 'x-acs-content-sha256'))
}

describe('a signature that leaves something out', () => {
  const mutations: [string, () => RecordedRequest, string][] = [
    ['an x-acs header is not signed', () => withHeader(list, 'x-acs-extra', '1'), 'IncompleteSignature'],
    [
      'an unsigned security token was added',
      () => withHeader(list, 'x-acs-security-token', 't'),
      'IncompleteSignature',
    ],
    [
      'the host is not signed',
      () => withSignedHeaders(list, (names) => names.replace('host;', '')),
      'IncompleteSignature',
    ],
    [
      'the type of the body is not signed',
      () => withSignedHeaders(form, (names) => names.replace('content-type;', '')),
      'IncompleteSignature',
    ],
    [
      'the signed headers are not sorted',
      () => withSignedHeaders(list, (names) => names.split(';').reverse().join(';')),
      'IncompleteSignature',
    ],
    [
      'a signed header was sent twice',
      () => ({ ...list, headers: [...list.headers, ['x-acs-date', headerOf(list, 'x-acs-date')]] }),
      'IncompleteSignature',
    ],
    ['a signed header is missing', () => withHeader(list, 'x-acs-credentials-provider', null), 'IncompleteSignature'],
    ['the nonce is missing', () => withHeader(list, 'x-acs-signature-nonce', null), 'IncompleteSignature'],
    ['there is no Authorization', () => withHeader(list, 'authorization', null), 'IncompleteSignature'],
    [
      'the Authorization is torn',
      () => withHeader(list, 'authorization', headerOf(list, 'authorization').slice(0, 60)),
      'IncompleteSignature',
    ],
    [
      'the algorithm is another',
      () => withHeader(list, 'authorization', headerOf(list, 'authorization').replace('SHA256', 'SM3')),
      'InvalidSignatureMethod',
    ],
  ]
  it.each(mutations)('because %s', async (_, mutate, code) => {
    await expectCode(await replay(emulator.port, mutate()), 400, [code])
  })

  it('because the key does not exist', async () => {
    const stranger = await record('ListClientCertificate', {}, undefined, { accessKeyId: 'LTAI5tNobody' })
    await expectCode(await replay(emulator.port, stranger), 404, ['InvalidAccessKeyId.NotFound'])
  })

  it('because a token came along that the key does not have', async () => {
    const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-security-token', 'token'))
    await expectCode(await replay(emulator.port, request), 400, ['InvalidSecurityToken.MismatchWithAccessKey'])
  })
})

describe('a request that names another key than it is signed with', () => {
  it('is refused', async () => {
    const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-accesskey-id', 'somebody-else'))
    await expectCode(await replay(emulator.port, request), 400, ['InvalidSecurityToken.MismatchWithAccessKey'])
  })
})

describe('a request that was sent before', () => {
  it('is refused the second time', async () => {
    const request = await record('ListClientCertificate', { ShowSize: 1 })
    expect((await replay(emulator.port, request)).status).toBe(200)
    await expectCode(await replay(emulator.port, request), 400, ['SignatureNonceUsed'])
  })

  it('is refused even if the first answer was a refusal', async () => {
    const request = await record('DescribeClientCertificate', { Identifier: 'nobody' })
    expect(codeOf(await replay(emulator.port, request))).toBe('NotFound')
    expect(codeOf(await replay(emulator.port, request))).toBe('SignatureNonceUsed')
  })

  it('does not use up its nonce with a bad signature', async () => {
    const request = await record('ListClientCertificate', { ShowSize: 1 })
    const tampered = { ...request, target: request.target.replace('ShowSize=1', 'ShowSize=2') }
    expect(codeOf(await replay(emulator.port, tampered))).toBe('SignatureDoesNotMatch')
    expect((await replay(emulator.port, request)).status).toBe(200)
  })

  it('is good for 15 minutes and not for longer, whichever clock is ahead', async () => {
    let skewMs = 0
    const clock = { now: () => Date.now() + skewMs }
    const other = await emulatorUnderTest({ clock })
    const minutes = [-16, -14, 14, 16]
    const codes: unknown[] = []
    for (const minute of minutes) {
      const request = await record('ListClientCertificate', { ShowSize: 1 })
      skewMs = minute * 60_000
      const answer = await replay(other.port, request)
      codes.push(answer.status === 200 ? 'accepted' : codeOf(answer))
      expect(Math.abs(Date.parse(answer.headers['date'] ?? '') - clock.now())).toBeLessThan(5000)
    }
    await other.remove()
    expect(codes).toEqual(['InvalidTimeStamp.Expired', 'accepted', 'accepted', 'InvalidTimeStamp.Expired'])
  })

  it.each(['2026-13-01T00:00:00Z', 'Tue, 24 Nov 2026 04:00:00 GMT', '20261124T040000Z'])(
    'is refused with the date %s',
    async (date) => {
      const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-date', date))
      await expectCode(await replay(emulator.port, request), 400, ['InvalidTimeStamp.Format'])
    },
  )

  it('is refused with a nonce that says nothing', async () => {
    const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-signature-nonce', '1'))
    await expectCode(await replay(emulator.port, request), 400, ['IncompleteSignature'])
  })
})

describe('a request of another kind', () => {
  const mutations: [string, (request: RecordedRequest) => RecordedRequest, number, string][] = [
    ['GET', (request) => ({ ...request, method: 'GET' }), 400, 'UnsupportedHTTPMethod'],
    [
      'another path',
      (request) => ({ ...request, target: request.target.replace('/?', '/cas?') }),
      404,
      'InvalidAction.NotFound',
    ],
    ['no action', (request) => withHeader(request, 'x-acs-action', null), 400, 'MissingAction'],
    ['no version', (request) => withHeader(request, 'x-acs-version', null), 400, 'MissingVersion'],
    ['the older version', (request) => withHeader(request, 'x-acs-version', '2020-04-07'), 400, 'NoSuchVersion'],
    [
      'a torn escape',
      (request) => ({ ...request, target: `${request.target}&Identifier=%E4%B8` }),
      400,
      'InvalidParameter.Format',
    ],
    [
      'a JSON body',
      (request) => resigned(withHeader({ ...request, body: '{}' }, 'content-type', 'application/json')),
      400,
      'InvalidParameter.Format',
    ],
    [
      'a name given twice',
      (request) => resigned({ ...request, target: `${request.target}&ShowSize=5` }),
      400,
      'RepeatedParameter',
    ],
    [
      'a name in query and body',
      (request) => resigned(withHeader({ ...request, body: 'ShowSize=5' }, 'content-type', FORM)),
      400,
      'RepeatedParameter',
    ],
    [
      'a query of 17 KB',
      (request) => resigned({ ...request, target: `${request.target}&Identifier=${'a'.repeat(17_000)}` }),
      400,
      'RequestTooLong',
    ],
    [
      'a body of 65 KB',
      (request) => resigned(withHeader({ ...request, body: `A=${'a'.repeat(66_000)}` }, 'content-type', FORM)),
      400,
      'RequestTooLong',
    ],
    ['a header of 70 KB', (request) => withHeader(request, 'user-agent', 'a'.repeat(70_000)), 400, 'RequestTooLong'],
  ]
  it.each(mutations)('%s', async (_, mutate, status, code) => {
    const request = await record('ListClientCertificate', { CurrentPage: 1, ShowSize: 3 })
    await expectCode(await replay(emulator.port, mutate(request)), status, [code])
  })

  it('is told in the same form when it is no HTTP at all', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(emulator.port, '127.0.0.1')
      let received = ''
      socket.on('data', (chunk) => (received += chunk.toString()))
      socket.on('end', () => {
        resolve(received)
      })
      socket.on('error', reject)
      socket.write('certainly not http\r\n\r\n')
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"Code":"InvalidParameter.Format"')
  })

  it.each([
    [100, 200, undefined],
    [101, 400, 'InvalidIdentifier'],
  ])('with %i identifiers: HTTP %i, %s', async (count, status, code) => {
    const Identifier = Array.from({ length: count }, (_, index) => `id-${index}`).join(',')
    const answer = await replay(emulator.port, await record('DescribeClientCertificateStatus', { Identifier }))
    expect(answer.status).toBe(status)
    expect(codeOf(answer)).toBe(code)
  })

  it('with a CSR of 33 KB is refused before it is read', async () => {
    const Csr = 'a'.repeat(33_000)
    const request = await record('CreateServerCertificateWithCsr', { Csr, ParentIdentifier: 'nobody', Days: 1 })
    await expectCode(await replay(emulator.port, request), 400, ['RequestTooLong'])
  })

  it('lets a long CSR through that another operation may not send', async () => {
    const Csr = 'a'.repeat(17_000)
    const request = await record('CreateClientCertificateWithCsr', { Csr, ParentIdentifier: 'nobody', Days: 1 })
    await expectCode(await replay(emulator.port, request), 404, ['NotFound'])
  })
})

describe('the ledger', () => {
  it('holds what was refused before it was believed, and no state has changed', async () => {
    const before = await emulator.control.ledger()
    await replay(
      emulator.port,
      withHeader(await record('DeleteClientCertificate', { Identifier: 'x' }), 'authorization', null),
    )
    const after = await emulator.control.ledger()
    expect(after.length).toBe(before.length + 1)
    expect(after.at(-1)).toMatchObject({
      operation: 'DeleteClientCertificate',
      parameters: { Identifier: 'x' },
      httpStatus: 400,
      code: 'IncompleteSignature',
      applied: false,
    })
    expect(after.every(({ applied }) => !applied)).toBe(true)
    expect(after.map(({ sequence }) => sequence)).toEqual(after.map((_, index) => index + 1))
  })

  it('holds what could not be read to its end, by the RequestId that was answered', async () => {
    const request = await record('ListClientCertificate', { ShowSize: 3 })
    const long = withHeader({ ...request, body: `A=${'a'.repeat(66_000)}` }, 'content-type', FORM)
    const answers = [
      await replay(emulator.port, long),
      await replay(emulator.port, withHeader(request, 'user-agent', 'a'.repeat(70_000))),
      await replay(emulator.port, { ...request, method: 'NO METHOD' }),
    ]
    const common = { httpStatus: 400, applied: false }
    expect((await emulator.control.ledger()).slice(-3)).toMatchObject([
      {
        ...common,
        operation: 'ListClientCertificate',
        parameters: { ShowSize: '3' },
        code: 'RequestTooLong',
        requestId: answers[0]?.headers['x-acs-request-id'],
      },
      { ...common, operation: '', code: 'RequestTooLong', requestId: answers[1]?.headers['x-acs-request-id'] },
      { ...common, operation: '', code: 'InvalidParameter.Format', requestId: answers[2]?.headers['x-acs-request-id'] },
    ])
  })

  it('never repeats a secret that was sent by mistake', async () => {
    const request = await record('ListClientCertificate', { AccessKeySecret: 'do-not-keep-me' })
    expect(codeOf(await replay(emulator.port, request))).toBe('UnknownParameter')
    expect(JSON.stringify(await emulator.control.ledger())).not.toContain('do-not-keep-me')
  })
})

async function expectCode(answer: RawAnswer, status: number, codes: readonly string[]): Promise<void> {
  expect(codes).toContain(codeOf(answer))
  expect(answer.status).toBe(status)
  const { RequestId } = JSON.parse(answer.body) as { RequestId: string }
  expect(answer.headers['x-acs-request-id']).toBe(RequestId)
}
