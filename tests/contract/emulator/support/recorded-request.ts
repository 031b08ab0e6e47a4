import { createHash, createHmac } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { createConnection } from 'node:net'
import { expect } from 'vitest'
import { demoKeyPair } from '#lib/emulator/demo-key-pair.ts'
import { officialClient, type ClientOptions } from './official-client.ts'

export const FORM = 'application/x-www-form-urlencoded'

/** A request of the official client as it was on the wire, in parts that a test can change. */
export type RecordedRequest = {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export type RawAnswer = { readonly status: number; readonly headers: Record<string, string>; readonly body: string }

/** Lets the official client call a server that only listens, and keeps what it sent. */
export async function record(
  action: string,
  query: Record<string, unknown> = {},
  form?: Record<string, unknown>,
  options: ClientOptions = {},
): Promise<RecordedRequest> {
  const raw = Promise.withResolvers<string>()
  const server = createServer((socket) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (!isComplete(text)) return
      raw.resolve(text)
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}',
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await officialClient((server.address() as AddressInfo).port, options).call(action, query, form)
  server.close()
  return parse(await raw.promise)
}

function isComplete(text: string): boolean {
  const [head, body] = splitOnce(text, '\r\n\r\n')
  if (body === undefined) return false
  return !/transfer-encoding: chunked/i.test(head) || body.endsWith('0\r\n\r\n')
}

function parse(text: string): RecordedRequest {
  const [head, rest = ''] = splitOnce(text, '\r\n\r\n')
  const [requestLine = '', ...lines] = head.split('\r\n')
  const [method = '', target = ''] = requestLine.split(' ')
  const headers = lines.map((line): [string, string] => {
    const [name, value = ''] = splitOnce(line, ': ')
    return [name, value]
  })
  const isFraming = (name: string): boolean => /^(transfer-encoding|content-length|connection)$/i.test(name)
  const isChunked = headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
  return { method, target, headers: headers.filter(([name]) => !isFraming(name)), body: isChunked ? dechunk(rest) : '' }
}

function dechunk(text: string): string {
  let body = ''
  let rest = text
  for (;;) {
    const [size, after = ''] = splitOnce(rest, '\r\n')
    const length = Number.parseInt(size, 16)
    if (length === 0) return body
    body += after.slice(0, length)
    rest = after.slice(length + 2)
  }
}

/** Sends it byte for byte, adding only the framing. */
export async function replay(port: number, request: RecordedRequest): Promise<RawAnswer> {
  const framing = [`content-length: ${Buffer.byteLength(request.body, 'latin1')}`, 'connection: close']
  const lines = [...request.headers.map(([name, value]) => `${name}: ${value}`), ...framing]
  const text = `${request.method} ${request.target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${request.body}`
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(parseAnswer(Buffer.concat(chunks).toString('utf8')))
    })
    socket.write(text, 'latin1')
  })
}

function parseAnswer(text: string): RawAnswer {
  const [head, body = ''] = splitOnce(text, '\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name, value = ''] = splitOnce(line, ': ')
      return [name.toLowerCase(), value]
    }),
  )
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

/** Code of an error answer; undefined for a success. */
export function codeOf(answer: RawAnswer): unknown {
  return (JSON.parse(answer.body) as Record<string, unknown>)['Code']
}

/** Expects a refusal whose body and headers name the same request. */
export async function expectCode(answer: RawAnswer, status: number, codes: readonly string[]): Promise<void> {
  expect(codes).toContain(codeOf(answer))
  expect(answer.status).toBe(status)
  const { RequestId } = JSON.parse(answer.body) as { RequestId: string }
  expect(answer.headers['x-acs-request-id']).toBe(RequestId)
}

export function withHeader(request: RecordedRequest, name: string, value: string | null): RecordedRequest {
  const others = request.headers.filter(([candidate]) => candidate.toLowerCase() !== name)
  return { ...request, headers: value === null ? others : [...others, [name, value]] }
}

export function headerOf(request: RecordedRequest, name: string): string {
  const found = request.headers.find(([candidate]) => candidate.toLowerCase() === name)
  if (found === undefined) throw new Error(`the official client sent no ${name}`)
  return found[1]
}

/**
 * Signs a changed request anew, as somebody who knows the secret could: for the refusals that a good signature comes
 * before. Written from the specification, apart from both the emulator's and the console's own code.
 */
export function resigned(request: RecordedRequest, secret: string = demoKeyPair.accessKeySecret): RecordedRequest {
  const bodyHash = createHash('sha256').update(Buffer.from(request.body, 'latin1')).digest('hex')
  const hashed = withHeader(request, 'x-acs-content-sha256', bodyHash)
  const signed = hashed.headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim()])
    .filter(([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const query = [...new URL(request.target, 'http://x').searchParams]
    .map(([name, value]) => `${escape3986(name)}=${escape3986(value)}`)
    .sort()
  const names = signed.map(([name]) => name).join(';')
  const headers = signed.map(([name, value]) => `${name}:${value}\n`).join('')
  const canonical = [request.method, '/', query.join('&'), headers, names, bodyHash].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const signature = createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${hash}`).digest('hex')
  const credential = /Credential=([^,]+)/.exec(headerOf(request, 'authorization'))?.[1] ?? ''
  const authorization = `ACS3-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${signature}`
  return withHeader(hashed, 'authorization', authorization)
}

function escape3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}
