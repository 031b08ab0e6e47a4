import { connect, createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { webhookDestination, type WebhookOptions } from '#lib/audit/server/ship/webhook-destination.ts'
import { systemClock } from '#lib/core/clock.ts'
import { freePort } from '#tests/support/free-port.ts'
import { certificateFor, type TestCertificate } from './certificate.ts'
import { lineNumber, linesOf } from './lines.ts'
import { startJudge, type PythonJudge } from './python-judge.ts'
import { NOON, running } from './support.ts'

// A receiver by Python: http.server, hmac, json and ssl say what of a delivery is right.

type Request = {
  method: string
  path: string
  headers: Record<string, string>
  body: string
  lines: { sequence: number }[]
  signed?: boolean
  altered?: boolean
}

const ok = { ok: true, value: null }
const failed = (cause: string, detail: unknown = null) => ({ ok: false, error: { cause, detail } })
const secret = 'canary-of-the-webhook/+='

let judge: PythonJudge<Request>
beforeAll(async () => {
  judge = await startJudge('webhook', { secret })
})
afterAll(() => {
  judge.stop()
})

async function receiver(answer: unknown): Promise<{ port: number; told: Request[] }> {
  await judge.answer(answer)
  judge.told.length = 0
  return judge
}

function webhook(port: number, { path = '/audit', ...more }: Partial<WebhookOptions> & { path?: string } = {}) {
  return webhookDestination({
    url: `http://127.0.0.1:${String(port)}${path}`,
    secret: null,
    clock: systemClock,
    ...more,
  })
}

describe('shipping to a webhook', () => {
  it('posts the lines as they are, and says which they are', async () => {
    const { port, told } = await receiver(200)
    const lines = [
      lineNumber(7),
      { ...lineNumber(8, '王芳 "\\u202e" \\ud800'), kind: 'record' as const },
      lineNumber(9),
    ]
    expect(await webhook(port, { path: '/audit?index=7' }).deliver(lines, running)).toEqual(ok)
    const [request] = told
    expect(Buffer.from(request?.body ?? '', 'base64').toString()).toBe(lines.map(({ text }) => text).join(''))
    expect(request?.lines.map(({ sequence }) => sequence)).toEqual([7, 8, 9])
    expect(request).toMatchObject({
      method: 'POST',
      path: '/audit?index=7',
      headers: {
        'content-type': 'application/x-ndjson',
        'rescind-first-sequence': '7',
        'rescind-last-sequence': '9',
        connection: 'close',
      },
    })
    expect(Object.keys(request?.headers ?? {})).not.toContain('rescind-signature')
    expect(Object.keys(request?.headers ?? {})).not.toContain('authorization')
  })

  it('signs the body and the time with the secret', async () => {
    const { port, told } = await receiver(200)
    const clock = { now: () => NOON + 999 }
    expect(await webhook(port, { secret, clock }).deliver(linesOf(1, 2), running)).toEqual(ok)
    expect(told[0]).toMatchObject({ signed: true, altered: false })
    expect(told[0]?.headers['rescind-signature']).toMatch(new RegExp(`^t=${String(NOON / 1000)},v1=[0-9a-f]{64}$`))
    await webhook(port, { secret: 'another secret of the same', clock }).deliver(linesOf(1, 2), running)
    expect(told[1]).toMatchObject({ signed: false })
  })

  it.each([200, 201, 202, 204])('takes %i for an acknowledgement', async (status) => {
    const { port } = await receiver(status)
    expect(await webhook(port).deliver(linesOf(1), running)).toEqual(ok)
  })

  it('takes no more of an answer than it has to', async () => {
    const { port } = await receiver({ status: 200, headers: {}, length: 50_000_000 })
    const before = process.memoryUsage().rss
    expect(await webhook(port).deliver(linesOf(1), running)).toEqual(ok)
    expect(process.memoryUsage().rss - before).toBeLessThan(30_000_000)
  })

  it.each([400, 401, 403, 404, 413, 500, 502])('takes %i for a refusal', async (status) => {
    const { port } = await receiver(status)
    expect(await webhook(port).deliver(linesOf(1), running)).toEqual(failed('refused', String(status)))
  })

  it.each([301, 302, 303, 307, 308])('does not follow %i', async (status) => {
    const { port, told } = await receiver({ status, headers: { location: '/elsewhere' } })
    expect(await webhook(port).deliver(linesOf(1), running)).toEqual(failed('redirected', String(status)))
    expect(told.map((one) => one.path)).toEqual(['/audit'])
  })

  it.each([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '120' } }, 120_000],
    ['503 with a date', { status: 503, headers: { 'retry-after': 'Tue, 24 Nov 2026 12:02:00 GMT' } }, 120_000],
    [
      '503 with a date that is past',
      { status: 503, headers: { 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' } },
      undefined,
    ],
    ['429 with nonsense', { status: 429, headers: { 'retry-after': 'soon' } }, undefined],
    ['429 with a negative number', { status: 429, headers: { 'retry-after': '-5' } }, undefined],
    ['429 without a word', { status: 429, headers: {} }, undefined],
    ['500, which asks for nothing', { status: 500, headers: { 'retry-after': '120' } }, undefined],
  ])('hears of a pause: %s', async (_name, answer, retryAfterMs) => {
    const { port } = await receiver(answer)
    const delivered = await webhook(port, { clock: { now: () => NOON } }).deliver(linesOf(1), running)
    expect(delivered.ok ? null : delivered.error.retryAfterMs).toBe(retryAfterMs)
  })

  it.each(['hang', 'trickle'])('does not wait for ever for one that would %s', async (way) => {
    const { port } = await receiver(way)
    const began = performance.now()
    expect(await webhook(port, { withinMs: 300 }).deliver(linesOf(1), running)).toEqual(failed('timed_out'))
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it.each(['reset', 'close'])('counts one that would %s as not acknowledged', async (way) => {
    const { port } = await receiver(way)
    expect(await webhook(port).deliver(linesOf(1), running)).toEqual(failed('cut_off', expect.any(String)))
  })

  it('tells where nobody listens, and ends at once when it is told to stop', async () => {
    expect(await webhook(await freePort()).deliver(linesOf(1), running)).toEqual(failed('unreachable', 'ECONNREFUSED'))
    const { port } = await receiver('hang')
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 100)
    const began = performance.now()
    expect(await webhook(port).deliver(linesOf(1), stopping.signal)).toMatchObject({ ok: false })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('gives user and password of the address as they were meant', async () => {
    const { port, told } = await receiver(200)
    const url = `http://us%40er:pa%3Ass@127.0.0.1:${String(port)}/`
    expect(await webhookDestination({ url, secret: null, clock: systemClock }).deliver(linesOf(1), running)).toEqual(ok)
    const [, credentials = ''] = told[0]?.headers['authorization']?.split(' ') ?? []
    expect(Buffer.from(credentials, 'base64').toString()).toBe('us@er:pa:ss')
    expect(told[0]?.path).toBe('/')
  })

  it('shows of the address nothing that could be a secret, and knows it by all that is none', () => {
    const of = (url: string) => webhookDestination({ url, secret, clock: systemClock })
    const address = 'https://user:canary-1@siem.example:8443/services/canary-2?token=canary-3'
    expect(of(address).address).toBe('https://siem.example:8443/…')
    expect(of('https://siem.example').address).toBe('https://siem.example')
    expect(of('https://siem.example/?token=canary').address).toBe('https://siem.example/…')
    expect(of(address.replace('canary-1', 'another')).fingerprint).toBe(of(address).fingerprint)
    const others = ['siem.example:8443', 'canary-2', 'canary-3', 'user:'].map((part) => of(address.replace(part, 'x')))
    expect(new Set([...others, of(address)].map(({ fingerprint }) => fingerprint)).size).toBe(5)
    expect(JSON.stringify(of(address))).not.toContain('canary')
  })

  describe('over TLS', () => {
    let certificate: TestCertificate
    let secureJudge: PythonJudge<Request>
    beforeAll(async () => {
      certificate = certificateFor('IP:127.0.0.1', 'DNS:siem.test')
      secureJudge = await startJudge('webhook', { tls: certificate.files })
    })
    beforeEach(() => {
      secureJudge.told.length = 0
    })
    afterAll(() => {
      secureJudge.stop()
      certificate.remove()
    })
    const secure = (host: string, more: Partial<WebhookOptions> = {}) =>
      webhookDestination({
        url: `https://${host}/`,
        secret: null,
        clock: systemClock,
        trustedCa: certificate.pem,
        ...more,
      })

    it('reaches one that it trusts, and no other', async () => {
      const { port, told } = secureJudge
      const host = `127.0.0.1:${String(port)}`
      expect(await secure(host).deliver(linesOf(1), running)).toEqual(ok)
      const stranger = secure(host, { trustedCa: undefined })
      expect(await stranger.deliver(linesOf(1), running)).toEqual(failed('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'))
      const misnamed = secure(`localhost:${String(port)}`)
      expect(await misnamed.deliver(linesOf(1), running)).toEqual(failed('tls', 'ERR_TLS_CERT_ALTNAME_INVALID'))
      expect(told).toHaveLength(1)
    })

    it('goes through the proxy unless it is told not to', async () => {
      const { port, told } = secureJudge
      const proxy = await tunnel()
      const host = `siem.test:${String(port)}`
      const options = { proxyUrl: `http://name:word@127.0.0.1:${String(proxy.port)}` }
      expect(await secure(host, options).deliver(linesOf(1), running)).toEqual(ok)
      expect(proxy.asked).toEqual([`CONNECT ${host} HTTP/1.1`])
      expect(told).toHaveLength(1)
      // The name resolves nowhere here, so going past the proxy is seen by that.
      const past = secure(host, { ...options, noProxy: 'example.com, .test' })
      expect(await past.deliver(linesOf(1), running)).toMatchObject({ ok: false, error: { cause: 'cut_off' } })
      expect(proxy.asked).toHaveLength(1)
      proxy.refuse()
      expect(await secure(host, options).deliver(linesOf(1), running)).toEqual(failed('proxy'))
    })
  })
})

/** A proxy that is asked by CONNECT, and leads to this machine whatever the name. */
async function tunnel(): Promise<{ port: number; asked: string[]; refuse: () => void }> {
  const asked: string[] = []
  let isRefusing = false
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (head) => {
      const line = head.toString().split('\r\n')[0] ?? ''
      asked.push(line)
      if (isRefusing) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
        return
      }
      const onward = connect({ host: '127.0.0.1', port: Number(/:(\d+) /.exec(line)?.[1]) }, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, asked, refuse: () => (isRefusing = true) }
}
