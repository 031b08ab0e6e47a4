import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Authority } from '#lib/pki/authority.ts'
import { issueCrl, type CrlEntry } from '#lib/pki/crl.ts'
import { toPem } from '#lib/pki/pem.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'
import { openBench, type Bench } from './openssl.ts'

const now = Date.now()

let bench: Bench
const servers: ChildProcess[] = []
beforeAll(async () => {
  bench = await openBench()
})
afterEach(async () => {
  for (const server of servers.splice(0)) {
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }
})
afterAll(() => bench.remove())

/** openssl's server, which demands a client certificate and believes the certificates and CRLs of trust.pem. */
async function startServer(): Promise<number> {
  const server = spawn(
    'openssl',
    [
      ...['s_server', '-accept', '127.0.0.1:0', '-cert', 'server.pem', '-key', 'server.key', '-CAfile', 'trust.pem'],
      ...['-crl_check', '-Verify', '3', '-verify_return_error', '-www'],
    ],
    { cwd: bench.folder, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  servers.push(server)
  let said = ''
  for await (const chunk of server.stdout) {
    said += String(chunk)
    const port = /^ACCEPT .*:(\d+)$/m.exec(said)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error(`openssl s_server did not start: ${said}`)
}

type Client = { readonly pem: string; readonly privateKeyDer: Uint8Array }

/** The first line of the answer to a GET, or the message of the alert that ended the handshake. */
function visit(port: number, client: Client, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      servername: 'pay.example.com',
      cert: client.pem,
      key: toPem('PRIVATE KEY', client.privateKeyDer),
      maxVersion,
      ca: trust,
    })
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.on('error', (error: Error) => {
      resolve(error.message)
    })
    socket.on('close', () => {
      resolve(answer.split('\r\n')[0] ?? '')
    })
    socket.write('GET / HTTP/1.0\r\n\r\n')
  })
}

let trust = ''

async function arrange(issuing: Authority, root: Authority, entries: readonly CrlEntry[]): Promise<void> {
  trust = root.certificatePem + issuing.certificatePem
  const crl = issueCrl(issuing, { number: 1, thisUpdate: now - 60_000, nextUpdate: now + dayMs, entries })
  await bench.write({ 'trust.pem': trust + crl.pem })
}

describe.each([
  ['ECC_256', 'TLSv1.3'],
  ['ECC_256', 'TLSv1.2'],
  ['RSA_2048', 'TLSv1.3'],
] as const)('a client certificate of a CA of %s over %s', (algorithm, version) => {
  it('is accepted by openssl until it is revoked, and then refused as revoked', async () => {
    const { root, issuing } = await testAuthorities(algorithm, now)
    const server = await testLeaf(issuing, now, { extendedKeyUsages: ['serverAuth'] })
    const [client, other] = [await testLeaf(issuing, now), await testLeaf(issuing, now)]
    await bench.write({ 'server.pem': server.pem, 'server.key': toPem('PRIVATE KEY', server.privateKeyDer) })

    await arrange(issuing, root, [])
    expect(await visit(await startServer(), client, version)).toBe('HTTP/1.0 200 ok')

    await arrange(issuing, root, [{ serialNumber: client.serialNumber, revokedAt: now - 60_000 }])
    const port = await startServer()
    expect(await visit(port, client, version)).toContain('certificate revoked')
    expect(await visit(port, other, version)).toBe('HTTP/1.0 200 ok')
  })
})
