import { hash } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { ShippedLine } from '#lib/audit/server/ship/destination.ts'
import { syslogDestination, type SyslogOptions } from '#lib/audit/server/ship/syslog-destination.ts'
import { syslogFrame } from '#lib/audit/server/ship/syslog-message.ts'
import { freePort } from '#tests/support/free-port.ts'
import { hostileNames } from '../support.ts'
import { certificateFor, type TestCertificate } from './certificate.ts'
import { lineNumber, linesOf } from './lines.ts'
import { startJudge, type PythonJudge } from './python-judge.ts'
import { running } from './support.ts'

// A receiver by Python's sockets, with a parser of its own that was written from the two RFCs.

type Message = {
  facility: number
  severity: number
  version: number
  time: string
  host: string
  app: string
  process: string
  id: string
  data: Record<string, Record<string, string>>
  utf8: boolean
  text: string
}
type Connection = { way: string; messages?: Message[]; problem?: string; broken?: boolean }

const ok = { ok: true, value: null }
const failed = (cause: string, detail: unknown = null) => ({ ok: false, error: { cause, detail } })

let certificate: TestCertificate
let judges: Record<'plain' | 'new' | 'old', PythonJudge<Connection>>
beforeAll(async () => {
  certificate = certificateFor('IP:127.0.0.1')
  const tls = certificate.files
  const [plain, latest, old] = await Promise.all([
    startJudge<Connection>('syslog'),
    startJudge<Connection>('syslog', { tls }),
    startJudge<Connection>('syslog', { tls, old: true }),
  ])
  judges = { plain, new: latest, old }
})
afterAll(() => {
  for (const judge of Object.values(judges)) judge.stop()
  certificate.remove()
})

describe.each(['plain', 'new', 'old'] as const)('shipping to syslog (%s)', (which) => {
  let judge: PythonJudge<Connection>
  beforeEach(() => {
    judge = judges[which]
    judge.told.length = 0
  })

  const receiver = (more: Partial<SyslogOptions> = {}) =>
    syslogDestination({
      hostname: '127.0.0.1',
      port: judge.port,
      isTls: which !== 'plain',
      machine: 'console-1.example',
      trustedCa: certificate.pem,
      ...more,
    })
  const texts = () => judge.told.map(({ messages }) => messages?.map(({ text }) => text))

  it('sends each line as one message, framed and structured as the RFCs have it', async () => {
    await judge.answer('close')
    const checkpoint: ShippedLine = { ...lineNumber(8), kind: 'checkpoint', action: null, text: '{"checkpoint":{}}\n' }
    expect(await receiver().deliver([lineNumber(7), lineNumber(8), checkpoint], running)).toEqual(ok)
    const common = {
      facility: 13,
      severity: 6,
      version: 1,
      time: '2026-11-24T12:00:00.000Z',
      host: 'console-1.example',
      app: 'rescind',
      process: '-',
      utf8: true,
    }
    const data = (kind: string, sequence: number) => ({
      'rescind@32473': { kind, sequence: String(sequence), hash: lineNumber(sequence).hash },
    })
    await expect
      .poll(() => judge.told)
      .toEqual([
        {
          way: 'close',
          messages: [
            { ...common, id: 'sign_in', data: data('record', 7), text: lineNumber(7).text.trimEnd() },
            { ...common, id: 'sign_in', data: data('record', 8), text: lineNumber(8).text.trimEnd() },
            { ...common, id: 'checkpoint', data: data('checkpoint', 8), text: '{"checkpoint":{}}' },
          ],
        },
      ])
  })

  it('keeps every byte of every name', async () => {
    await judge.answer('close')
    const lines = hostileNames.map((name, index) => lineNumber(index + 1, name.toWellFormed()))
    expect(await receiver().deliver(lines, running)).toEqual(ok)
    await expect.poll(texts).toEqual([lines.map(({ text }) => text.trimEnd())])
  })

  it.each(['slow', 'close'])('waits for one that would %s, and keeps batch after batch in order', async (way) => {
    await judge.answer(way)
    const { deliver } = receiver()
    const batches = [1, 2, 3].map((batch) =>
      Array.from({ length: 100 }, (_, index) => lineNumber(batch * 100 + index, 'x'.repeat(1_000))),
    )
    for (const batch of batches) expect(await deliver(batch, running)).toEqual(ok)
    // Whoever has closed has read it all: nothing of it is still on the way.
    await expect.poll(texts).toEqual(batches.map((batch) => batch.map(({ text }) => text.trimEnd())))
  })

  it.each([
    ['half', 'cut_off'],
    ['reset', 'cut_off'],
    ['early', 'cut_off'],
    ['never', 'not_ended'],
  ])('takes it for no acknowledgement when a receiver closes by "%s"', async (way, cause) => {
    await judge.answer(way)
    const large = Array.from({ length: 100 }, (_, index) => lineNumber(index + 1, 'x'.repeat(20_000)))
    for (const lines of [large, linesOf(1, 2, 3)]) {
      // Three lines fit into the buffers on the way: nobody's refusal of them is seen while they are written.
      const delivered = await receiver({ withinMs: 6_000 }).deliver(lines, running)
      expect(delivered).toMatchObject({ ok: false, error: { cause } })
    }
  })

  it('ends at once when it is told to stop', async () => {
    await judge.answer('never')
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 300)
    const began = performance.now()
    expect(await receiver().deliver(linesOf(1), stopping.signal)).toMatchObject({ ok: false })
    expect(performance.now() - began).toBeLessThan(3_000)
  })

  it('tells where nobody listens', async () => {
    expect(await receiver({ port: await freePort() }).deliver(linesOf(1), running)).toEqual(
      failed('unreachable', 'ECONNREFUSED'),
    )
  })
})

describe('a receiver of syslog', () => {
  it('that takes nothing is waited for only so long', async () => {
    const server = createServer((socket) => socket.pause().on('error', () => undefined))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const large = Array.from({ length: 500 }, (_, index) => lineNumber(index + 1, 'x'.repeat(50_000)))
    const { deliver } = syslogDestination({ hostname: '127.0.0.1', port, isTls: false, machine: 'm', withinMs: 500 })
    expect(await deliver(large, running)).toEqual(failed('timed_out'))
  })

  it('is not trusted with a certificate that nobody vouches for, nor spoken to in TLS where it knows none', async () => {
    const tls = { hostname: '127.0.0.1', isTls: true, machine: 'm', withinMs: 2_000 }
    const stranger = syslogDestination({ ...tls, port: judges.new.port })
    expect(await stranger.deliver(linesOf(1), running)).toEqual(failed('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'))
    const plain = syslogDestination({ ...tls, port: judges.plain.port })
    await judges.plain.answer('reset')
    expect(await plain.deliver(linesOf(1), running)).toMatchObject({ ok: false, error: { cause: 'tls' } })
  })

  it('is the same one once it speaks TLS', () => {
    const of = (hostname: string, isTls: boolean) => syslogDestination({ hostname, port: 6514, isTls, machine: 'm' })
    expect(of('siem.example', true).address).toBe('tls://siem.example:6514')
    expect(of('fd00::1', false).address).toBe('[fd00::1]:6514')
    expect(of('siem.example', true).fingerprint).toBe(of('siem.example', false).fingerprint)
  })
})

describe('a message of syslog', () => {
  const of = (line: Partial<ShippedLine>, machine = 'm') =>
    syslogFrame({ ...lineNumber(1), ...line }, machine).toString()

  it('escapes what structured data give a meaning (RFC 5424, 6.3.3)', () => {
    expect(of({ hash: 'a"b\\c]d' })).toContain(String.raw` hash="a\"b\\c\]d"]`)
  })

  it('holds a header of printable ASCII, whatever the machine and the action are called', () => {
    expect(of({}, 'ma chine\n王')).toContain('Z machine rescind - sign_in [')
    expect(of({ action: ' \u0000王' }, '')).toContain('Z - rescind - - [')
    expect(of({ action: 'a'.repeat(40) }, 'h'.repeat(300))).toContain(
      `Z ${'h'.repeat(255)} rescind - ${'a'.repeat(32)} [`,
    )
  })

  it('counts octets, not characters', () => {
    const frame = of({ text: '{"王芳":"😀"}\n' })
    const [count = '', ...rest] = frame.split(' ')
    expect(Buffer.byteLength(rest.join(' '))).toBe(Number(count))
    expect(hash('sha256', frame.slice(frame.indexOf('\uFEFF') + 1), 'hex')).toBe(hash('sha256', '{"王芳":"😀"}', 'hex'))
  })
})
