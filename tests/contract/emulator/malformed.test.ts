import { createConnection } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'
import {
  codeOf,
  expectCode,
  FORM,
  record,
  replay,
  resigned,
  withHeader,
  type RecordedRequest,
} from './support/recorded-request.ts'

let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest()
})
afterAll(() => emulator.remove())

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
