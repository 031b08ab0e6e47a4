import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'
import { headerOf, record, replay, withHeader, type RecordedRequest } from './support/recorded-request.ts'

let emulator: EmulatorUnderTest
let Identifier: string
let byQuery: RecordedRequest
let byForm: RecordedRequest
beforeAll(async () => {
  emulator = await emulatorUnderTest()
  ;[Identifier = ''] = await emulator.control.add({ count: 1 })
  byQuery = await record('CreateRevokeClientCertificate', { Identifier })
  byForm = await record('CreateRevokeClientCertificate', {}, { Identifier })
})
afterAll(() => emulator.remove())

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ&=%;,.-:'
const parts = [
  'target',
  'body',
  'authorization',
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
  'x-acs-credentials-provider',
] as const

function partOf(request: RecordedRequest, part: (typeof parts)[number]): string {
  return part === 'target' || part === 'body' ? request[part] : headerOf(request, part)
}

function withPart(request: RecordedRequest, part: (typeof parts)[number], value: string): RecordedRequest {
  return part === 'target' || part === 'body' ? { ...request, [part]: value } : withHeader(request, part, value)
}

it('one changed character anywhere in a recorded revocation gets a 4xx and revokes nothing', async () => {
  const mutation = fc.record({
    request: fc.constantFrom('byQuery', 'byForm'),
    part: fc.constantFrom(...parts),
    at: fc.nat(),
    character: fc.nat(ALPHABET.length - 1).map((index) => ALPHABET.charAt(index)),
  })
  await fc.assert(
    fc.asyncProperty(mutation, async ({ request, part, at, character }) => {
      const original = request === 'byQuery' ? byQuery : byForm
      const text = partOf(original, part)
      // The first character of a target is its slash, without which it is no HTTP.
      const index = part === 'target' ? 1 + (at % Math.max(1, text.length - 1)) : at % Math.max(1, text.length)
      const changed = text.slice(0, index) + character + text.slice(index + 1)
      fc.pre(changed !== text && !(part === 'target' && changed === '/?'))
      const answer = await replay(emulator.port, withPart(original, part, changed))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    }),
    { numRuns: 300 },
  )
  const ledger = await emulator.control.ledger()
  expect(ledger.filter(({ applied }) => applied)).toEqual([])
  expect((await replay(emulator.port, byForm)).status).toBe(200)
  expect((await emulator.control.ledger()).filter(({ applied }) => applied)).toHaveLength(1)
})
