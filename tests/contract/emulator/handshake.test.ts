import { spawn, type ChildProcess } from 'node:child_process'
import { connect, type TLSSocket } from 'node:tls'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openJudge, type Judge } from './support/judge.ts'

let judge: Judge
beforeAll(async () => {
  judge = await openJudge(0)
})
afterAll(() => judge.remove())

describe('a handshake against openssl s_server -crl_check', () => {
  let server: ChildProcess | undefined
  afterEach(() => server?.kill())

  it.each(['E1', 'R1'] as const)(
    'lets a fresh client of %s in, and refuses it as revoked after the call',
    async (label) => {
      const ca = judge.authority(label)
      await judge.issue(`${label}-server`, ca, { Domain: 'localhost,127.0.0.1' })
      const certificate = await judge.issue(`${label}-client`, ca, { SanType: 2, SanValue: 'client.example' })
      await judge.write({ 'trust.pem': judge.root.X509Certificate + ca.X509Certificate })
      const port = await listen(`${label}-server`)
      expect(await greet(port, `${label}-client`)).toBe('olleh')
      await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
      expect(await greet(port, `${label}-client`)).toMatch(/certificate.revoked/i)
      server?.kill()
    },
  )

  /** Demands a client certificate and fetches the CRL that it names; answers a line with the line reversed. */
  async function listen(name: string): Promise<number> {
    const options = [
      '-accept',
      '127.0.0.1:0',
      '-cert',
      `${name}.pem`,
      '-key',
      `${name}.key`,
      '-verifyCAfile',
      'trust.pem',
      '-Verify',
      '3',
      '-verify_return_error',
      '-crl_check',
      '-crl_download',
      '-rev',
    ]
    const child = spawn('openssl', ['s_server', ...options], { cwd: judge.folder, stdio: ['pipe', 'pipe', 'pipe'] })
    server = child
    return new Promise((resolve, reject) => {
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        const [, port] = /ACCEPT .*:(\d+)/.exec(text) ?? []
        if (port !== undefined) resolve(Number(port))
      })
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
      child.once('exit', () => {
        reject(new Error(text))
      })
    })
  }

  async function greet(port: number, name: string): Promise<string> {
    const [key, cert, ca] = await Promise.all(
      [`${name}.key`, `${name}.pem`, 'trust.pem'].map((file) => readFile(path.join(judge.folder, file))),
    )
    return new Promise((resolve) => {
      const socket: TLSSocket = connect(
        { host: '127.0.0.1', port, ...(key && cert && ca ? { key, cert, ca } : {}) },
        () => {
          socket.write('hello\n')
        },
      )
      socket.on('data', (chunk: Buffer) => {
        resolve(chunk.toString().trim())
        socket.destroy()
      })
      socket.on('error', (error: Error) => {
        resolve(error.message)
      })
    })
  }
})
