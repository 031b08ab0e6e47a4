import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'
import {
  codeOf,
  expectCode,
  FORM,
  headerOf,
  record,
  replay,
  resigned,
  withHeader,
  type RecordedRequest,
} from './support/recorded-request.ts'

// Every refusal is provoked by changing a request that the vendor's client made. Changes that a good signature must
// precede are signed anew by code of this suite.

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
