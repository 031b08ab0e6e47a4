import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:https'
import { Integer, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, Certificate } from 'pkijs'
import { portOf } from '#tests/support/lying-server.ts'

/** Where the proxy asks the console from: of this machine, but no address that anybody else here comes from. */
export const proxyAddress = '127.0.0.2'
/** Who its clients are, as far as the console can know: the browser's own address would be that of any other peer. */
export const clientAddress = '203.0.113.7'

export type TlsProxy = { origin: string; passTo: (origin: string) => void; stop: () => Promise<void> }

/**
 * Ends TLS for a console. Like nginx with nothing but `proxy_pass` it calls the console by the name that it has here,
 * and like every proxy it appends the client's address to what the client itself has said.
 */
export async function startTlsProxy(): Promise<TlsProxy> {
  let upstream = ''
  const server = createServer(await selfSigned('localhost'), (asked, answer) => {
    const { host = '', 'x-forwarded-for': said, ...headers } = asked.headers
    const chain = [said ?? [], clientAddress].flat().join(', ')
    const forwarded = { 'x-forwarded-for': chain, 'x-forwarded-host': host, 'x-forwarded-proto': 'https' }
    const options = { method: asked.method ?? '', headers: { ...headers, ...forwarded }, localAddress: proxyAddress }
    const passed = request(`${upstream}${asked.url ?? ''}`, options, (answered) => {
      answered.pipe(answer.writeHead(answered.statusCode ?? 502, answered.headers))
    })
    // A browser that goes on to another page takes back what it has asked for.
    answer.on('close', () => passed.destroy())
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    origin: `https://localhost:${String(portOf(server.address()))}`,
    passTo: (origin) => (upstream = origin),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function selfSigned(commonName: string): Promise<{ key: string; cert: string }> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const name = new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: commonName }) })
  const certificate = new Certificate({ version: 2, serialNumber: new Integer({ value: 1 }) })
  for (const { typesAndValues } of [certificate.issuer, certificate.subject]) typesAndValues.push(name)
  certificate.notBefore.value = new Date(Date.now() - 3_600_000)
  certificate.notAfter.value = new Date(Date.now() + 3_600_000)
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign(keys.privateKey, 'SHA-256')
  const pem = (label: string, der: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
  const key = pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  return { key, cert: pem('CERTIFICATE', certificate.toSchema(true).toBER()) }
}
