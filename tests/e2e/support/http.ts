import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { randomUUID } from 'node:crypto'

// Requests as an attacker's program makes them: every header is the caller's, nothing is added, no redirect followed.

export type Asking = {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
}
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string }

/** More at once would only queue in the console. */
const agent = new Agent({ maxSockets: 8 })

export function send(origin: string, { method = 'GET', path, headers = {}, body = '' }: Asking): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asking = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** What a page of the console sends along. */
export function ownHeaders(origin: string): Record<string, string> {
  return { origin, 'sec-fetch-site': 'same-origin' }
}

/** In this order: what refers to another field follows it. */
export function multipart(fields: readonly (readonly [name: string, value: string])[]): {
  contentType: string
  body: string
} {
  const boundary = `----${randomUUID()}`
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: `${parts.join('')}--${boundary}--\r\n` }
}

/** The `code` of a problem+json answer; null where the answer is something else. */
export function problemCode({ headers, text }: Answer): string | null {
  if (headers['content-type']?.startsWith('application/problem+json') !== true) return null
  return (JSON.parse(text) as { code: string }).code
}
