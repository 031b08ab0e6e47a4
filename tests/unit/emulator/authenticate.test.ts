import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authenticate } from '#lib/emulator/protocol/authenticate.ts'
import { canonicalRequest, sign, stringToSign } from '#lib/emulator/protocol/canonical-request.ts'
import { parseCall } from '#lib/emulator/protocol/parse-call.ts'
import type { WireRequest } from '#lib/emulator/protocol/wire-request.ts'

// Recorded from the vendor's two clients (tests/vectors): what they signed has to be accepted, byte for byte.

type Vector = {
  name: string
  params: { accessKeyId: string; accessKeySecret: string; action: string }
  request: { method: string; url: string; body: string; headers: Record<string, string> }
}

const { vectors } = JSON.parse(readFileSync('tests/vectors/acs3-vectors.json', 'utf8')) as { vectors: Vector[] }

function wire({ request }: Vector): WireRequest {
  const { method, url, body, headers } = request
  return { method, target: url, headers: Object.entries(headers), body: Buffer.from(body), receivedAt: 0 }
}

function verify(vector: Vector, request = wire(vector)) {
  const call = parseCall(request)
  if (!call.ok) return call
  return authenticate(request, call.value, (id) =>
    id === vector.params.accessKeyId ? vector.params.accessKeySecret : undefined,
  )
}

describe('a recorded request', () => {
  it('comes in numbers', () => {
    expect(vectors.length).toBeGreaterThan(3)
  })

  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s is accepted', (_, vector) => {
    const result = verify(vector)
    expect(result.ok || result.error.code).toBe(withToken(vector) ? 'InvalidSecurityToken.MismatchWithAccessKey' : true)
  })

  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s is refused with another secret', (_, vector) => {
    const stranger = { ...vector, params: { ...vector.params, accessKeySecret: 'another' } }
    expect(verify(stranger)).toMatchObject({ ok: false, error: { code: 'SignatureDoesNotMatch' } })
  })
})

function withToken(vector: Vector): boolean {
  return 'x-acs-security-token' in vector.request.headers
}

it('agrees with the example that the vendor published', () => {
  const headers = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-version': '2014-05-26',
  }
  const canonical = canonicalRequest({
    method: 'POST',
    path: '/',
    query: [
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
    ],
    signedHeaders: Object.entries(headers),
    bodyHash: headers['x-acs-content-sha256'],
  })
  expect(stringToSign(canonical)).toContain('7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259')
  expect(sign('YourAccessKeySecret', stringToSign(canonical))).toBe(
    '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})
