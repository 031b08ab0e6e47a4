import { describe, expect, it } from 'vitest'
import { httpAnswer, jsonAnswer, type Lie } from '#tests/support/lying-server.ts'
import { accessKeyId, always, canarySecret, canaryToken, errorBody, liedTo } from './support.ts'

describe('secrets', () => {
  // A vendor repeats what it was sent; ours repeats everything that it can think of.
  const repeat: Lie = (socket, request) => {
    const authorization = /authorization: (.*)\r/i.exec(request)?.[1] ?? ''
    const everything = [canarySecret, canaryToken, encodeURIComponent(canaryToken), accessKeyId, authorization, request]
    const body = JSON.stringify(
      errorBody(`SignatureDoesNotMatch ${canarySecret}`, {
        Message: everything.join('\n'),
        Recommend: `https://api.aliyun.com/?t=${encodeURIComponent(canaryToken)}`,
        AccessDeniedDetail: { AuthAction: canaryToken },
      }),
    )
    const header = encodeURIComponent(canaryToken)
    const status = request.includes('CreateRevoke') ? 400 : 403
    socket.write(
      httpAnswer(status, body.replaceAll('/', '\\/'), { 'x-acs-request-id': header, server: header, via: canaryToken }),
    )
  }

  it('never come out of a write, a read or the log', async () => {
    const { cloud, logged, server } = await liedTo(repeat)
    const prepared = await cloud.prepareWrite('CreateRevokeClientCertificate', 'id-1')
    if (!prepared.ok) throw new Error('not prepared')
    const outcome = await prepared.value.send(Date.now() + 10_000)
    const reading = await cloud.getCertificate('id-1')
    const list = await cloud.listCertificates({ page: 1, pageSize: 10 })
    await cloud.close()
    const { request } = prepared.value
    const seen = JSON.stringify({ outcome, reading, list, logged, request })
    const sent = server.requests.join('')
    const signatures = [...sent.matchAll(/Signature=([0-9a-f]{64})/g)].map(([, signature]) => signature ?? '')
    expect(sent).toContain(canaryToken)
    expect(signatures.length).toBeGreaterThan(2)
    for (const secret of [canarySecret, canaryToken, ...signatures]) {
      expect(seen).not.toContain(secret)
      expect(seen).not.toContain(encodeURIComponent(secret))
      expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(seen).not.toContain(JSON.stringify(JSON.stringify(secret)).slice(3, -3))
    }
    expect(outcome).toMatchObject({ kind: 'refused' })
    expect(outcome.exchange.request.headers['authorization']).toMatch(
      /Credential=LTAI\*{4}0001,.*Signature=\[redacted\]$/,
    )
    expect(Object.keys(outcome.exchange.request.headers)).not.toContain('x-acs-security-token')
    expect(JSON.stringify(outcome.exchange)).not.toContain(accessKeyId)
  })

  it('an exchange keeps 16 KB of a body and says that it is not all', async () => {
    const { cloud } = await liedTo(always(jsonAnswer(400, errorBody('X', { Message: 'm'.repeat(40_000) }))))
    const prepared = await cloud.prepareWrite('DeleteClientCertificate', 'id-1')
    if (!prepared.ok) throw new Error('not prepared')
    const { exchange, ...outcome } = await prepared.value.send(Date.now() + 10_000)
    expect(exchange.answer?.body).toHaveLength(16 * 1024)
    expect(exchange.answer?.truncated).toBe(true)
    expect(outcome).toMatchObject({ kind: 'refused', message: `${'m'.repeat(500)}…` })
  })
})
