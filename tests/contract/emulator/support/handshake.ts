import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import type { Bench } from '../../pki/openssl.ts'

export type Listener = { readonly port: number; readonly stop: () => void }

/** openssl's server in a judge's folder: it demands a client certificate and fetches the CRL that it names. */
export async function listen(judge: Bench, name: string): Promise<Listener> {
  const options = [
    ...['-accept', '127.0.0.1:0', '-cert', `${name}.pem`, '-key', `${name}.key`, '-verifyCAfile', 'trust.pem'],
    // It answers a line with the line reversed.
    ...['-Verify', '3', '-verify_return_error', '-crl_check', '-crl_download', '-rev'],
  ]
  const child = spawn('openssl', ['s_server', ...options], { cwd: judge.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  return { port: await portOf(child), stop: () => child.kill() }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [, port] = /ACCEPT .*:(\d+)/.exec(text) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', () => {
      reject(new Error(text))
    })
  })
}

/** `olleh` when the certificate is let in, else the words of the alert. */
export async function greet(judge: Bench, port: number, name: string): Promise<string> {
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
