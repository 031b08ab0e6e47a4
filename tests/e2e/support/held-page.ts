import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Stack } from './stack.ts'

// A door before the console through which a page comes in two parts: first the frame with its skeleton, and what the
// server streams after it only when it is released. A slow server looks just so to a browser.

export type HeldPages = { origin: string; release: () => void; stop: () => Promise<void> }

/** Where React puts what it had not got when it sent the frame. */
const REST = '<div hidden id="S:'

export async function holdPages(stack: Stack): Promise<HeldPages> {
  let release = (): void => undefined
  const server = createServer((asked, answer) => {
    forward(stack.origin, asked, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      if (!String(got.headers['content-type']).startsWith('text/html')) got.pipe(answer)
      else void holdRest(got, answer)
    })
  })
  async function holdRest(got: IncomingMessage, answer: ServerResponse): Promise<void> {
    const page = await text(got)
    const found = page.indexOf(REST)
    const at = found === -1 ? page.length : found
    answer.write(page.slice(0, at))
    release = () => answer.end(page.slice(at))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    release: () => release(),
    stop: async () => {
      release()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function forward(origin: string, asked: IncomingMessage, onAnswer: (got: IncomingMessage) => void): void {
  const headers = { ...asked.headers, host: new URL(origin).host, 'accept-encoding': 'identity' }
  asked.pipe(request(new URL(asked.url ?? '/', origin), { method: asked.method ?? 'GET', headers }, onAnswer))
}
