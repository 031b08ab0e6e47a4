import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  canonicalQuery,
  encodeStrictly,
  type QueryParameters,
  type QueryValue,
} from '#lib/cloud/server/canonical-query.ts'
import { authorizationHeader, sha256Hex, sign } from '#lib/cloud/server/signature.ts'
import { signRequest } from '#lib/cloud/server/signed-request.ts'

const value: z.ZodType<QueryValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(value), z.record(z.string(), value)]),
)
const params = z.object({
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  securityToken: z.string().optional(),
  action: z.string(),
  version: z.string(),
  host: z.string(),
  nonce: z.string(),
  date: z.string(),
  query: z.record(z.string(), value),
  form: z.record(z.string(), z.string()).optional(),
})
const expected = { canonicalRequest: z.string(), stringToSign: z.string(), signature: z.string() }
const { vectors, documentationVector } = z
  .object({
    vectors: z.array(
      z.object({
        name: z.string(),
        params,
        request: z.object({ body: z.string(), headers: z.record(z.string(), z.string()) }),
        ...expected,
      }),
    ),
    documentationVector: z.object({ params, ...expected }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../vectors/acs3-vectors.json', import.meta.url), 'utf8')))

describe('ACS3-HMAC-SHA256', () => {
  it.each(vectors)('signs $name as the official clients did', (vector) => {
    const { authorization, ...headers } = vector.request.headers
    const signed = sign(
      {
        method: 'POST',
        path: '/',
        query: canonicalQuery(vector.params.query),
        headers,
        bodySha256: sha256Hex(vector.request.body),
      },
      vector.params.accessKeySecret,
    )
    expect(signed.canonicalRequest).toBe(vector.canonicalRequest)
    expect(signed.stringToSign).toBe(vector.stringToSign)
    expect(signed.signature).toBe(vector.signature)
    expect(authorizationHeader(vector.params.accessKeyId, signed)).toBe(authorization)
  })

  it.each([
    [documentationVector.params.nonce, documentationVector.params.date, documentationVector.signature],
    // The vendor's second published example (model-studio, "roa-style request body and signature mechanism").
    [
      'd410180a5abf7fe235dd9b74aca91fc0',
      '2023-10-26T09:01:01Z',
      'e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804',
    ],
  ])("signs the vendor's published example of nonce %s", (nonce, date, signature) => {
    const { params: given } = documentationVector
    const headers = {
      host: given.host,
      'x-acs-action': given.action,
      'x-acs-content-sha256': sha256Hex(''),
      'x-acs-date': date,
      'x-acs-signature-nonce': nonce,
      'x-acs-version': given.version,
    }
    const query = canonicalQuery(given.query)
    const signed = sign({ method: 'POST', path: '/', query, headers, bodySha256: sha256Hex('') }, given.accessKeySecret)
    expect(signed.signature).toBe(signature)
  })

  it.each(vectors.filter((vector) => vector.params.form === undefined && vector.params.action.includes('Client')))(
    'builds the whole request of $name',
    ({ params: given, request }) => {
      const built = signRequest({
        operation: given.action === 'ListClientCertificate' ? 'ListClientCertificate' : 'CreateRevokeClientCertificate',
        parameters: given.query,
        origin: `https://${given.host}`,
        credentials: {
          accessKeyId: given.accessKeyId,
          accessKeySecret: given.accessKeySecret,
          provider: given.securityToken === undefined ? 'static_ak' : 'static_sts',
          ...(given.securityToken !== undefined && { securityToken: given.securityToken }),
        },
        nonce: given.nonce,
        at: Date.parse(given.date),
      })
      expect(built.headers).toEqual(request.headers)
    },
  )

  it('signs nothing but host, content-type and x-acs headers, whatever their case', () => {
    const request = { method: 'POST', path: '/', query: '', bodySha256: sha256Hex('') } as const
    const plain = sign({ ...request, headers: { host: 'a', 'x-acs-date': 'd' } }, 'secret')
    const more = sign(
      { ...request, headers: { Accept: 'x', HOST: ' a ', 'X-Acs-Date': 'd', 'user-agent': 'u' } },
      'secret',
    )
    expect(more).toEqual(plain)
    expect(plain.signedHeaders).toBe('host;x-acs-date')
  })
})

describe('the canonical query', () => {
  it('leaves only unreserved characters unencoded and decodes to what was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeStrictly(text)
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/)
        expect(decodeURIComponent(encoded)).toBe(text)
      }),
    )
  })

  it('does not depend on the order of the parameters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (given) => {
        const reversed: QueryParameters = Object.fromEntries(Object.entries(given).reverse())
        expect(canonicalQuery(reversed)).toBe(canonicalQuery(given))
      }),
    )
  })

  it('leaves out what is undefined and keeps what is empty', () => {
    expect(canonicalQuery({ b: undefined, a: '' })).toBe('a=')
  })
})
