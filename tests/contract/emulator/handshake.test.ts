import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { greet, listen, type Listener } from './support/handshake.ts'
import type { Judge } from './support/judge.ts'
import { openJudge } from './support/open-judge.ts'

let judge: Judge
beforeAll(async () => {
  judge = await openJudge(0)
})
afterAll(() => judge.remove())

describe('a handshake against openssl s_server -crl_check', () => {
  let server: Listener | undefined
  afterEach(() => server?.stop())

  it.each(['E1', 'R1'] as const)(
    'lets a fresh client of %s in, and refuses it as revoked after the call',
    async (label) => {
      const ca = judge.authority(label)
      await judge.issue(`${label}-server`, ca, { Domain: 'localhost,127.0.0.1' })
      const certificate = await judge.issue(`${label}-client`, ca, { SanType: 2, SanValue: 'client.example' })
      await judge.write({ 'trust.pem': judge.root.X509Certificate + ca.X509Certificate })
      server = await listen(judge, `${label}-server`)
      expect(await greet(judge, server.port, `${label}-client`)).toBe('olleh')
      await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
      expect(await greet(judge, server.port, `${label}-client`)).toMatch(/certificate.revoked/i)
    },
  )
})
